"""What had to be told, reckoned apart from the sender and compared with the outbox."""
