"""What each unit owes, until when, who hears of it, and which of it is one work."""
