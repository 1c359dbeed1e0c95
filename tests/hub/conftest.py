"""What a hub does with its inbox holds in a plain file and in PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.hub.inbox import Inbox
from sync.hub.postgres import Postgres
from tests.support.hub import inboxes_from

ON_BOTH = {
    "test_attachments",
    "test_bundle",
    "test_by_hand",
    "test_down",
    "test_enrolment",
    "test_epochs",
    "test_lag",
    "test_plain_inbox",
    "test_quarantine",
    "test_receive",
    "test_rotation",
    "test_routes",
    "test_set_aside",
    "test_sisters",
    "test_uploads",
    "test_upload_owners",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__.rpartition(".")[2] in ON_BOTH:
        metafunc.fixturenames.append("inbox_in")
        metafunc.parametrize("inbox_in", ["file", "postgres"], indirect=True)


@pytest.fixture
def inbox_in(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let hubs in memory have their inbox where the test says."""
    if request.param == "file":
        yield
        return
    server = request.getfixturevalue("server")
    opened: list[Postgres] = []

    def made() -> Inbox:
        opened.append(Postgres(server.new_database()))
        return Inbox(opened[-1])

    with inboxes_from(made):
        yield
    for each in opened:
        each.close()
