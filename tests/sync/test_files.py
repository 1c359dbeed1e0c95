import pytest

from sync.errors import DamagedFile, DiskFull, FileError
from sync.files import read_small, replace_small
from sync.limits import MAX_KEYRING_BYTES


@pytest.mark.parametrize("durable", [True, False])
def test_a_small_file_is_replaced_as_a_whole(tmp_path, durable):
    path = tmp_path / "marker.json"

    for raw in (b"one", b"two"):
        replace_small(path, raw, durable=durable)

    assert read_small(path) == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there_is_none(tmp_path):
    assert read_small(tmp_path / "nothing") is None


def test_a_file_that_is_too_large_is_damaged(tmp_path):
    (tmp_path / "big").write_bytes(bytes(MAX_KEYRING_BYTES + 1))

    with pytest.raises(DamagedFile):
        read_small(tmp_path / "big")


def test_a_full_disk_is_said_and_the_old_file_stays(tmp_path):
    path = tmp_path / "keyring.json"
    replace_small(path, b"old", durable=True)
    (tmp_path / "keyring.json.new").symlink_to("/dev/full")

    with pytest.raises(DiskFull):
        replace_small(path, b"new", durable=True)

    assert read_small(path) == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_replaced_is_said_and_leaves_nothing(tmp_path):
    (tmp_path / "taken").mkdir()

    with pytest.raises(FileError):
        replace_small(tmp_path / "taken", b"raw", durable=True)

    assert [each.name for each in tmp_path.iterdir()] == ["taken"]
