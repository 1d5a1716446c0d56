"""What digests ask beside the ladder's notices, each once in its period."""
