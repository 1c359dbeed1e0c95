"""How facts travel: sealed batches of events between posts and hubs."""
