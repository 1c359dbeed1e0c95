"""Damage valid bytes, and see parsers refuse by name: `python -m tests.fuzz`."""
