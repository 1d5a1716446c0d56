"""What a file is and how it is read: one reader a format, each giving blocks."""
