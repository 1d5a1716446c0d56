"""A plan's life: adopted, amended, compared, closed, taken back."""
