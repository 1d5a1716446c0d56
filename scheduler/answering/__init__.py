"""What units say of their duties, by command and by signed link, and what the monitor decides of it."""
