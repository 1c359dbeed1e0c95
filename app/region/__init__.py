"""What a region's two offline files are for: commands for an operator at a table."""
