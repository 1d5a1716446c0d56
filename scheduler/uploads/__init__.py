"""A document that comes by the page: taken, read apart, reviewed, decided on, then adopted like a file's."""
