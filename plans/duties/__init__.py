"""Duties and targets in the running text, offered to a person."""
