"""The field in plain Python: what may be recorded, and what follows from it."""
