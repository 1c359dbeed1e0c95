"""The hub: store what arrives, say so, and read it once an operator has unlocked."""
