"""A nameless file for what a process keeps for itself."""

import pytest

from core.errors import StoreError
from jobs import scratch
from jobs.scratch import Scratch


def test_what_was_laid_down_comes_back_and_nothing_has_a_name(tmp_path):
    room = Scratch(tmp_path)
    small, large = room.put(b"abc"), room.put(bytes(range(256)) * 4_096)
    assert room.get(small) == b"abc"
    assert room.get(large, 255, 3) == b"\xff\x00\x01"
    assert room.get(small, 2, 100) == b"c"
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_was_dropped_is_used_again(tmp_path):
    room = Scratch(tmp_path)
    first, second = room.put(b"a" * 70_000), room.put(b"b")
    room.drop(first)
    assert room.put(b"c" * 66_000) == first
    assert room.get(first) == b"c" * 66_000
    assert room.get(second) == b"b"


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    room = Scratch(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scratch.os, "pwrite", full)
    with pytest.raises(StoreError, match="No space left"):
        room.put(b"a")
