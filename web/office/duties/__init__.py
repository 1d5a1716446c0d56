"""What is to be done: the list, a task, an obligation, and what the monitor decides of it."""
