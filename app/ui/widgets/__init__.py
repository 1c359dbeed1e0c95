"""What screens are made of; each is given values and functions, and knows no file."""
