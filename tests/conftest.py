"""What holds for every test: what Hypothesis finds counts, how fast it was does not."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "noodpost", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("noodpost")
