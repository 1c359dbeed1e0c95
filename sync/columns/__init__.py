"""Layout 1 of a batch: events side by side, a column for each field."""
