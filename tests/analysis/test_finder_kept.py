"""What is laid away of older messages comes back as it was, and finds the same."""

import numpy as np
import pytest

from analysis import chains, entries, finder, index, kept, likes
from analysis.likes import Likes
from analysis.tally import Tally
from tests.analysis import test_finder_native as finding

native = pytest.importorskip("analysis._likeness", reason="installed without a C compiler")


def test_terms_come_back_as_they_were():
    weighed = index.Index()
    assert any("😀" in told.read for told in finding.county(300))
    for number, told in enumerate(finding.county(300)):
        weighed.learn(told)
        entry = weighed.add(number, 0.0, told)
        back = kept.taken(kept.laid(told), entry.packed)
        assert (back.read, back.place, back.region, back.titled) == (
            told.read, told.place, told.region, told.titled,
        )  # fmt: skip
        assert back.pieces == told.pieces
        for name in ("title", "coined", "topics"):
            assert np.array_equal(getattr(back, name), getattr(told, name)), name
        for name in ("words", "names"):
            ours, theirs = getattr(back, name), getattr(told, name)
            assert np.array_equal(ours.terms, theirs.terms), name
            assert np.array_equal(ours.weights, theirs.weights), name
        Tally().uncount(back.title)


def test_the_same_is_found_whatever_is_laid_away(monkeypatch):
    told = finding.county(700)
    warm = finding.found(told, monkeypatch, native)
    monkeypatch.setattr(entries, "_FRESH", 3)
    monkeypatch.setattr(likes, "_WARM", 2)
    cold = finding.found(told, monkeypatch, native)
    assert cold.group_of == warm.group_of
    assert cold.index.entries.keys() == warm.index.entries.keys()
    assert sum(isinstance(entry.said, bytes) for entry in cold.index.entries.values()) > 100
    for number in warm.index.entries:
        assert dict(cold._likes.of(number)) == dict(warm._likes.of(number))


class Heap:
    """A shelf in memory, which knows what lies there."""

    def __init__(self):
        self.there, self.next = {}, 0

    def put(self, data):
        self.next += 1
        self.there[self.next] = data
        return self.next

    def get(self, at, start=0, size=-1):
        return self.there[at][start:] if size < 0 else self.there[at][start : start + size]

    def drop(self, at):
        del self.there[at]


def test_the_same_is_found_with_a_shelf(monkeypatch):
    told = finding.county(700)
    plain = finding.found(told, monkeypatch, native)
    for module, name, value in (
        (chains, "PART", 20_000), (chains, "_PENDING", 50), (finder, "_WARM", 5),
        (entries, "_WARM", 5), (entries, "_FRESH_SHELVED", 2), (likes, "_WARM_SHELVED", 3),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    heap = Heap()
    shelved = finding.found(told, monkeypatch, native, heap)
    assert heap.next > 10 + len(heap.there), "old parts were written anew and dropped"
    assert shelved.group_of == plain.group_of
    assert sorted(shelved.index.entries) == sorted(plain.index.entries)
    assert len(shelved.groups) == len(plain.groups)
    for number, entry in plain.index.entries.items():
        other = shelved.index.entries[number]
        assert (other.at, other.region, other.kinds, other.spot, other.packed) == (
            entry.at, entry.region, entry.kinds, entry.spot, entry.packed,
        )  # fmt: skip
        assert list(shelved._likes.of(number).items()) == list(plain._likes.of(number).items())
    for name, group in plain.groups.items():
        assert shelved.groups[name] == group


@pytest.mark.parametrize("most", [1, 2, 50])
def test_both_of_two_messages_know_how_like_they_are(monkeypatch, most):
    monkeypatch.setattr(likes, "_WARM", most)
    found = Likes()
    for number in (256, 1, 7, 1 << 40):
        found.begin(number)
    found.tell(7, [256, 1], [0.25, 0.0])
    found.tell(1 << 40, [1, 7], [1.0, 0.1])
    assert dict(found.of(7)) == {256: 0.25, 1: 0.0, 1 << 40: 0.1}
    found.forget(1)
    found.tell(256, [1 << 40], [0.5])
    assert dict(found.of(7)) == {256: 0.25, 1 << 40: 0.1}
    assert dict(found.of(1 << 40)) == {7: 0.1, 256: 0.5}
    assert 1 not in found
    assert len(found) == 3


def test_what_left_takes_no_room_for_long(monkeypatch):
    """A message that stays while a thousand others come and go does not grow."""
    monkeypatch.setattr(likes, "_WARM", 2)
    found = Likes()
    for number in range(1_000):
        found.begin(number)
        if number:
            found.tell(number, [0], [number / 1_000])
        if number > 4:
            found.forget(number - 4)
        if number % 10 == 9:
            assert dict(found.of(0)) == {
                n: n / 1_000 for n in range(max(1, number - 3), number + 1)
            }
    assert len(found._kept.read(0)) < 20 * 12
    found.begin(3)  # the same number again is not the one that left
    assert 3 not in found.of(0)
