import pytest

from sync.ids import (
    Mode,
    SystemIds,
    mode_of,
    new_actor,
    new_envelope,
    new_log,
    new_stream,
)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_log_id_carries_the_mark_of_its_mode(mode):
    logs = [new_log(SystemIds(), mode) for _ in range(64)]

    assert {mode_of(log) for log in logs} == {mode}


def test_ids_have_the_size_the_format_gives_them():
    ids = SystemIds()

    made = (new_log(ids, Mode.REAL), new_actor(ids), new_stream(ids), new_envelope(ids))

    assert [len(each) for each in made] == [8, 8, 16, 16]


def test_two_ids_are_never_the_same():
    ids = SystemIds()

    assert len({new_envelope(ids) for _ in range(1_000)}) == 1_000
