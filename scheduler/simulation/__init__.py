"""A plan lived through on a virtual clock."""
