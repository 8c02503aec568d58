"""The issue finder: each message joins an issue, or waits until others say the same.

Incremental, memory bounded by a moving window. A message is compared with its likeliest neighbours
and joins the group it is most like; groups that it brings together become one. Two make an issue.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from itertools import chain, islice

from analysis import floods
from analysis import groups as plain
from analysis.background import Background, shipped
from analysis.chains import Shelf
from analysis.copies import Copies
from analysis.entries import Entry
from analysis.floods import digest
from analysis.ground import Ground
from analysis.groups import Group, Habits
from analysis.index import Index
from analysis.kinds import Known, Words, parted
from analysis.likes import Likes
from analysis.paged import Paged
from analysis.pairs import likenesses
from analysis.shelf import Shelved
from analysis.spots import Around, Spots
from analysis.terms import Terms
from analysis.window import DAY as DAY
from analysis.window import Window

_KEPT_ASLEEP = 6
_COMPARED = 6
_WARM = 4_096


class Finder:
    """The state of the finder; `add` messages in any order, read `group_of` and `groups`.

    A group has the number of its first message, so that its number never changes. `merged` tells
    which group became part of which; who calls empties it once it is read. `problems`: the words of
    each kind of problem, by which titles are told apart. `shelf`: for what is seldom asked for.
    """

    def __init__(
        self,
        habits: Habits | None = None,
        background: Background | None = None,
        problems: Words | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self.habits = habits or Habits()
        self._kinds = Known(problems)
        self._spots = Spots()
        self.index = Index(background or shipped(), shelf)
        self._loops = self.index.loops or plain
        self.group_of = Paged()
        self._shelved = None if shelf is None else Shelved[Group](shelf, _WARM, changing=True)
        self.groups: MutableMapping[int, Group] = {} if self._shelved is None else self._shelved
        self.merged: dict[int, int] = {}
        self._likes = Likes(self.index.serials, shelf)
        self._copies = Copies()
        self.window = Window(self.habits)
        self._untaught: set[bytes] = set()

    def learn(self, found: Iterable[Terms]) -> None:
        """Count the words of messages that are all known beforehand, then `add` with known=True.

        A flood makes no word common (`floods.taught`).
        """
        new, self._untaught = floods.taught(found)
        self.index.learn_all(new)

    def add(self, number: int, at: float, terms: Terms, *, known: bool = False) -> int:
        """Take in one message (`at` in seconds) and return the number of its group."""
        if number in self.group_of:
            return self.group_of[number]
        self._tick(at)
        twin = self._twin(number, terms)
        if twin is not None:
            self.window.copy(number, at)
            return self._enter(number, twin)
        if learned := not known or self._copies.has_earlier(number, terms):
            self.index.learn(terms)
        entry = self._index(number, at, terms)
        entry.counted = learned or not self._untaught or digest(terms) not in self._untaught
        self._compare(number, self.index.near(entry))
        home = self._home(number)
        group = self._enter(number, home if home is not None else number)
        self._bring_together(number)
        self._unlearn(entry)
        return self.group_of.get(number, group)

    def restore(self, number: int, at: float, terms: Terms, group: int | None) -> None:
        """Take in a message whose group is known already (None: it waits), comparing nothing."""
        self._tick(at)
        if self._twin(number, terms) is None:
            self.index.learn(terms)
            self._index(number, at, terms)
        else:
            self.window.copy(number, at)
        self._enter(number, group if group is not None else number)
        if number in self.index.entries:
            self._unlearn(self.index.entries[number])

    def regroup(self, homes: Mapping[int, int]) -> None:
        """Move messages, oldest first, to the groups that a person gave them.

        Nothing is compared. What the window has left behind is passed over.
        """
        groups: dict[int, list[int]] = {}
        for number, home in homes.items():
            if number in self.group_of:
                groups.setdefault(home, []).append(number)
                self._leave(number)
        for home, moved in groups.items():
            self._cool()
            group = self.groups.setdefault(home, Group())
            group.members = dict.fromkeys([*moved, *group.members])
            group.ground, group.around, group.told = Ground(), Around(), 0
            for number in group.members:
                self.group_of[number] = home
                self._tell(group, number)

    def settle(self) -> None:
        """Look once more at every group: may it join another one by now?"""
        for number in sorted(self.groups, key=lambda g: (len(self.groups[g].members), g)):
            group = self.groups.get(number)
            if group is None or group.fixed:
                continue
            last = (member for member in group.newest(4 * _COMPARED) if member in self._likes)
            likes = chain.from_iterable(map(self._likes.of, last))
            near = Counter(self.group_of[other] for other in likes if other in self.group_of)
            likely = sorted(near, key=near.__getitem__, reverse=True)[:_COMPARED]
            self._merge_best(number, likely)

    def _unlearn(self, entry: Entry) -> None:
        if floods.is_flood(self.groups[self.group_of[entry.id]].told, len(self.group_of)):
            self.index.unlearn(entry)

    def _index(self, number: int, at: float, terms: Terms) -> Entry:
        self.window.enter(number)
        self._likes.begin(number)
        entry = self.index.add(number, at, terms)
        spot = entry.spot = self._spots.take(terms.read)
        entry.kinds = self._kinds.of(terms, spot.name if spot else "")
        return entry

    def _twin(self, number: int, terms: Terms) -> int | None:
        """The group of an earlier message with the same content (相同内容)."""
        first = self._copies.first(number, terms)
        group = None if first is None else self.group_of.get(first)
        return None if group is None or self.groups[group].closed else group

    def _compare(self, number: int, others: Iterable[int]) -> None:
        """Work out how like a message is to others, and remember it for both."""
        entries, own = self.index.entries, self._likes.of(number)
        new = [other for other in others if other not in own and other != number]
        if not new:
            return
        found = [entries[other] for other in new]
        mine = entries[number]
        alike = likenesses(self.index, mine, found, self.habits.weights)
        values = parted(mine.kinds, [one.kinds for one in found], alike, self.habits.apart)
        self._likes.tell(number, new, self._spots.parted(mine, found, values, self.habits.away))

    def _home(self, number: int) -> int | None:
        """The group that a message is most like, if it is like enough."""
        best, home = 0.0, None
        form = self.habits.form
        strongest = self._loops.nearest(self._likes.of(number), self.group_of)
        likely = [g for g, v in strongest.items() if v >= form and not self.groups[g].closed]
        likely = sorted(likely, key=lambda group: (-strongest[group], group))[:_COMPARED]
        newest = {group: self._newest(group) for group in likely}
        self._prepare(number, newest)
        entry = self.index.entries[number]
        for group in likely:
            fits = self.groups[group].ground.fits(entry.region, entry.kinds)
            if not fits or not self._is_there(number, group):
                continue
            value, least = self._link(number, group, newest[group])
            if value >= least and value > best:
                best, home = value, group
        if home is not None:
            self.groups[home].came_closer(best)
        return home

    def _is_there(self, number: int, group: int) -> bool:
        """May a group be about the spot of this message?"""
        entry = self.index.entries[number]
        around, spot = self.groups[group].around, entry.spot
        return not spot or not self._spots.known(spot) or around.fits(spot, entry.terms.read)

    def _prepare(self, number: int, groups: Mapping[int, Sequence[int]]) -> None:
        """Compare a message, in one go, with those newest of groups that `_link` asks for."""
        top, likes, within = self.habits.top, self._likes.of(number), self._loops.within
        asked: list[int] = []
        for group, newest in groups.items():
            if len(newest) < top or len(within(likes, self.group_of, group, top)) < top:
                asked += newest
        self._compare(number, asked)

    def _link(self, number: int, group: int, newest: Sequence[int]) -> tuple[float, float]:
        """How like a message is to a group with these newest, and how like it has to be."""
        top, likes = self.habits.top, self._likes.of(number)
        if len(newest) < top:
            self._compare(number, newest)
            return sum([likes[member] for member in newest]) / max(1, len(newest)), self.habits.form
        chosen = self._loops.within(likes, self.group_of, group, len(likes))
        if len(chosen) < top:
            chosen += [member for member in newest if member not in likes]
            self._compare(number, chosen)
        most = max(top, round(self.habits.part * len(chosen)))
        values = sorted(map(likes.__getitem__, chosen), reverse=True)[:most]
        close = self.habits.close * self.groups[group].closeness
        return sum(values) / most, max(self.habits.grow, close)

    def _newest(self, group: int) -> list[int]:
        """The newest members of a group that can be compared."""
        likes, members = self._likes, self.groups[group].members
        found = [member for member in self.groups[group].newest(_COMPARED) if member in likes]
        if len(found) == _COMPARED or len(members) <= _COMPARED:
            return found
        compared = (member for member in reversed(members) if member in likes)
        return list(islice(compared, _COMPARED))[::-1]

    def _bring_together(self, number: int) -> None:
        form, likes = self.habits.form, self._likes.of(number)
        near = sorted((n for n, v in likes.items() if v >= form), key=lambda other: -likes[other])
        groups = dict.fromkeys(self.group_of[other] for other in near if other in self.group_of)
        self._merge_best(self.group_of[number], list(groups)[:_COMPARED])

    def _merge_best(self, number: int, others: Sequence[int]) -> None:
        if number in self._likes and len(self.groups[number].members) == 1:
            others = [other for other in others if other in self.groups]
            self._prepare(number, {other: self._newest(other) for other in others})
        for other in others:
            if other != number and other in self.groups and self._belong(number, other):
                number = self.merge(number, other)

    def _belong(self, one: int, two: int) -> bool:
        """Two groups become one where their members are like; two close ones have to be more so."""
        if self.groups[one].fixed or self.groups[two].fixed:
            return False
        if not self.groups[one].meets(self.groups[two]):
            return False
        small, large = one, two
        if len(self.groups[one].members) > len(self.groups[two].members):
            small, large = two, one
        newest = self._newest(large)
        members = self._newest(small)
        links = [self._link(member, large, newest) for member in members]
        if not all(self._is_there(member, large) for member in members) or not links:
            return False
        least = links[0][1]
        if len(self.groups[small].members) > self.habits.top:
            close = min(self.groups[small].closeness, self.groups[large].closeness)
            least = max(least, self.habits.unite * close)
        return sum(value for value, _ in links) / len(links) >= least

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
        self.groups[kept].take(self.groups.pop(gone))
        self.merged[gone] = kept
        return kept

    def _enter(self, number: int, group: int) -> int:
        home = self.groups.setdefault(group, Group())
        home.members[number] = None
        self._tell(home, number)
        self.group_of[number] = group
        return group

    def _tell(self, group: Group, number: int) -> None:
        entry = self.index.entries.get(number)
        if entry is not None:
            group.told += 1
            group.ground.add(entry.region, entry.kinds)
            group.around.add(entry.spot)

    def _tick(self, at: float) -> None:
        self._cool()
        self._forget(self.window.left(at, self.index.entries, self._sleeps))

    def _cool(self) -> None:
        """No group and no message is in use just now."""
        self.index.entries.cool()
        if self._shelved is not None:
            self._shelved.cool()

    def _sleeps(self, number: int) -> bool:
        group = self.groups[self.group_of[number]]
        return len(group.members) > 1 and number in group.newest(_KEPT_ASLEEP)

    def _forget(self, gone: list[int]) -> None:
        for number in gone:
            entry = self.index.entries.get(number)
            if entry is not None:
                self._spots.leave(entry.spot)
                self._likes.forget(number)
                self._copies.forget(number, entry.read)
            self._leave(number)
        self.index.forget(gone)

    def _leave(self, number: int) -> None:
        """Take a message out of its group; an empty group goes with all it had absorbed."""
        name = self.group_of.pop(number)
        group = self.groups[name]
        del group.members[number]
        group.told -= number in self.index.entries
        if not group.members:
            del self.groups[name]
