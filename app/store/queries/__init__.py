"""What screens ask of the picture: frozen views, and functions that fill them."""
