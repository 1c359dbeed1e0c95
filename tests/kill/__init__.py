"""Real processes, killed at random moments while they send and receive."""
