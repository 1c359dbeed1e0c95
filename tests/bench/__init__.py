"""Measurements, each beside the raw limit of the same run: `python -m tests.bench`."""
