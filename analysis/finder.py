"""The issue finder: each message joins an issue, or waits until others say the same.

Incremental, with memory bounded by a moving window. A message that comes in is compared with
its likeliest neighbours; it joins the group whose members it is most like, and groups that it
brings together become one. Two or more messages make an issue.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

from analysis.ground import Ground
from analysis.index import Entry, Index
from analysis.pairs import Weights, likeness
from analysis.terms import Terms

DAY = 86_400.0

_TICK = 64
_KEPT_ASLEEP = 6
_COMPARED = 6
_LEAST_READ = 8
_STEADY = 12


@dataclass(frozen=True, slots=True)
class Habits:
    """When a message joins: `form` while an issue is small, `grow` once it has `top` members.

    A close issue takes only messages at least `close` times as like it as its own members were.
    """

    form: float = 0.36
    grow: float = 0.17
    top: int = 3
    close: float = 0.36
    window_days: float = 400.0
    asleep_days: float = 800.0
    weights: Weights = field(default_factory=Weights)


@dataclass(slots=True)
class Group:
    """Messages that belong together; `closed` takes no further ones, `fixed` merges with none."""

    members: list[int] = field(default_factory=list)
    closed: bool = False
    fixed: bool = False
    ground: Ground = field(default_factory=Ground)
    closeness: float = 0.0

    def came_closer(self, likeness: float) -> None:
        """Remember how like the group its newest members were."""
        self.closeness += (likeness - self.closeness) / min(_STEADY, len(self.members))


class Finder:
    """The state of the finder; `add` messages in any order, read `group_of` and `groups`.

    A group has the number of its first message, so that its number never changes.
    """

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self.index = Index()
        self.group_of: dict[int, int] = {}
        self.groups: dict[int, Group] = {}
        self.merged: dict[int, int] = {}
        self._likes: dict[int, dict[int, float]] = {}
        self._copies: dict[bytes, int] = {}
        self._line: deque[tuple[float, int]] = deque()
        self._recent: deque[float] = deque(maxlen=_TICK)

    def learn(self, found: Iterable[Terms]) -> None:
        """Count the words of messages that are all known beforehand, then `add` with known=True."""
        for terms in found:
            self.index.learn(terms)

    def add(self, number: int, at: float, terms: Terms, *, known: bool = False) -> int:
        """Take in one message (`at` in seconds) and return the number of its group."""
        if number in self.group_of:
            return self.group_of[number]
        if not known:
            self.index.learn(terms)
        self._tick(at)
        twin = self._twin(number, terms)
        if twin is not None:
            return self._enter(number, twin)
        entry = self._index(number, at, terms)
        self._compare(entry)
        home = self._home(number)
        group = self._enter(number, home if home is not None else number)
        self._bring_together(number)
        return self.group_of.get(number, group)

    def restore(self, number: int, at: float, terms: Terms, group: int | None) -> None:
        """Take in a message whose group is known already (None: it waits), comparing nothing."""
        self.index.learn(terms)
        self._tick(at)
        if self._twin(number, terms) is None:
            self._index(number, at, terms)
        self._enter(number, group if group is not None else number)

    def settle(self) -> None:
        """Look once more at every group: may it join another one by now?"""
        for number in sorted(self.groups, key=lambda g: (len(self.groups[g].members), g)):
            group = self.groups.get(number)
            if group is None or group.fixed:
                continue
            near = Counter(
                self.group_of[other]
                for member in group.members[-4 * _COMPARED :]
                for other in self._likes.get(member, ())
                if other in self.group_of
            )
            self._merge_best(number, [other for other, _ in near.most_common(_COMPARED)])

    def _index(self, number: int, at: float, terms: Terms) -> Entry:
        self._line.append((at, number))
        self._likes[number] = {}
        return self.index.add(number, at, terms)

    def _twin(self, number: int, terms: Terms) -> int | None:
        """The group of an earlier message with the same content (相同内容)."""
        if len(terms.read) < _LEAST_READ:
            return None
        digest = blake2b(terms.read.encode(), digest_size=8).digest()
        first = self._copies.setdefault(digest, number)
        group = self.group_of.get(first)
        return None if group is None or self.groups[group].closed else group

    def _compare(self, entry: Entry) -> None:
        for other in self.index.near(entry):
            self._like(entry.id, other.id)

    def _like(self, one: int, two: int) -> float:
        """How like two messages are, remembered for both."""
        known = self._likes[one].get(two)
        if known is None:
            entries = self.index.entries
            known = likeness(entries[one], entries[two], self.habits.weights)
            self._likes[one][two] = self._likes[two][one] = known
        return known

    def _home(self, number: int) -> int | None:
        """The group that a message is most like, if it is like enough."""
        best, home = 0.0, None
        strongest: dict[int, float] = {}
        for other, value in self._likes[number].items():
            group = self.group_of.get(other)
            if group is not None and not self.groups[group].closed:
                strongest[group] = max(strongest.get(group, 0.0), value)
        likely = sorted(strongest, key=lambda group: (-strongest[group], group))
        for group in likely[:_COMPARED]:
            if strongest[group] < self.habits.form:
                break
            if not self.groups[group].ground.fits(self.index.entries[number].terms):
                continue
            value, least = self._link(number, group)
            if value >= least and value > best:
                best, home = value, group
        if home is not None:
            self.groups[home].came_closer(best)
        return home

    def _link(self, number: int, group: int) -> tuple[float, float]:
        """How like a message is to a group, and how like it has to be."""
        top, likes = self.habits.top, self._likes[number]
        newest = self._newest(group)
        if len(newest) < top:
            values = [self._like(number, member) for member in newest]
            return sum(values) / max(1, len(values)), self.habits.form
        chosen = [member for member in likes if self.group_of.get(member) == group]
        if len(chosen) < top:
            chosen += [member for member in newest if member not in likes]
        values = sorted((self._like(number, member) for member in chosen), reverse=True)[:top]
        close = self.habits.close * self.groups[group].closeness
        return sum(values) / top, max(self.habits.grow, close)

    def _newest(self, group: int) -> list[int]:
        """The newest members of a group that can be compared."""
        found = []
        for member in reversed(self.groups[group].members):
            if member in self._likes:
                found.append(member)
                if len(found) == _COMPARED:
                    break
        return found[::-1]

    def _bring_together(self, number: int) -> None:
        near = sorted(self._likes[number].items(), key=lambda item: -item[1])
        groups = dict.fromkeys(
            self.group_of[other]
            for other, value in near
            if value >= self.habits.form and other in self.group_of
        )
        self._merge_best(self.group_of[number], list(groups)[:_COMPARED])

    def _merge_best(self, number: int, others: Iterable[int]) -> None:
        for other in others:
            if other != number and other in self.groups and self._belong(number, other):
                number = self.merge(number, other)

    def _belong(self, one: int, two: int) -> bool:
        if self.groups[one].fixed or self.groups[two].fixed:
            return False
        if not self.groups[one].ground.meets(self.groups[two].ground):
            return False
        small, large = sorted((one, two), key=lambda group: len(self.groups[group].members))
        links = [self._link(member, large) for member in self._newest(small)]
        return bool(links) and sum(value for value, _ in links) / len(links) >= links[0][1]

    def home_of(self, group: int) -> int:
        """The number a group has by now: that of the oldest group it was merged with."""
        while group in self.merged:
            group = self.merged[group]
        return group

    def merge(self, one: int, two: int) -> int:
        """Make two groups one; the older number stays."""
        kept, gone = min(one, two), max(one, two)
        for member in self.groups[gone].members:
            self.group_of[member] = kept
        self.groups[kept].ground.take(self.groups[gone].ground)
        self.groups[kept].members += self.groups.pop(gone).members
        self.merged[gone] = kept
        return kept

    def _enter(self, number: int, group: int) -> int:
        home = self.groups.setdefault(group, Group())
        home.members.append(number)
        if number in self.index.entries:
            home.ground.add(self.index.entries[number].terms)
        self.group_of[number] = group
        return group

    def _tick(self, at: float) -> None:
        """Every _TICK messages forget what the window has left; one odd date moves nothing."""
        self._recent.append(at)
        if len(self._line) % _TICK:
            return
        now = sorted(self._recent)[len(self._recent) // 2]
        gone = []
        while self._line and self._line[0][0] < now - self.habits.window_days * DAY:
            at_, number = self._line.popleft()
            if self._sleeps(number) and at_ >= now - self.habits.asleep_days * DAY:
                continue
            gone.append(number)
        self._forget(gone)

    def _sleeps(self, number: int) -> bool:
        members = self.groups[self.group_of[number]].members
        return len(members) > 1 and number in members[-_KEPT_ASLEEP:]

    def _forget(self, gone: list[int]) -> None:
        self.index.forget(gone)
        for number in gone:
            for other in self._likes.pop(number, ()):
                self._likes.get(other, {}).pop(number, None)
            group = self.groups[self.group_of.pop(number)]
            group.members.remove(number)
        for empty in [key for key, group in self.groups.items() if not group.members]:
            del self.groups[empty]
