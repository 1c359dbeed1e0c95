"""What holds for every test: what Hypothesis finds counts, how fast it was does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import Server, quick_server, removed

settings.register_profile(
    "noodpost", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("noodpost")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, begun once and only where a test asks for it."""
    running = quick_server()
    yield running
    removed([running])
