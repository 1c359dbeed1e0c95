"""A relay: carries sealed envelopes for posts it cannot read, and what goes back."""
