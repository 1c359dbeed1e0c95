"""What holds for every test: what Hypothesis finds counts, how fast it was does not."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "noodpost", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("noodpost")


def pytest_xdist_auto_num_workers() -> int:
    """Return half as many workers again as cores: who drives a browser mostly waits."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)
