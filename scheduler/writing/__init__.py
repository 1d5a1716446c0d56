"""Rows become mails: the day's digests, and letters that answer human acts."""
