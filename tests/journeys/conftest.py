"""Stories that hold for a hub in files and for one in PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.region import databases_from

ON_BOTH = {"test_erasure", "test_keys", "test_photos"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__.rpartition(".")[2] in ON_BOTH:
        metafunc.fixturenames.append("hub_in")
        metafunc.parametrize("hub_in", ["files", "postgres"], indirect=True)


@pytest.fixture
def hub_in(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let hubs of a region lie where the test says."""
    if request.param == "files":
        yield
        return
    with databases_from(request.getfixturevalue("server").new_database):
        yield
