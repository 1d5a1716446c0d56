"""What is told of a period, and the story of one obligation."""
