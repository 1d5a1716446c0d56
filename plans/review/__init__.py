"""What a person has to decide before a plan is adopted, asked and answered."""
