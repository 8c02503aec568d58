"""How far the issues that are found mix matters and places: the synthetic county is grouped as its
messages come, and of each it is known which matter it tells, of which place."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis import finder, place, terms
from analysis.kinds import Words
from core.i18n import gettext as _
from core.i18n import mark
from core.messages import Message
from core.privacy import mask
from jobs import demo
from jobs.backtesting import KINDS
from jobs.bench import Ground, Line, at_most
from jobs.office import open_office

TITLE = mark("事项的混杂")

SEEDS = (1, 6, 13)

LEAST = 20
"""Messages of an issue that is looked at."""

_UNTIL = date(2026, 11, 27)
_MESSAGES = 20_000
_MOST_MIXED = 30

About = tuple[Hashable, Hashable]
"""Matter and place; of a planted issue or a decoy its name is both."""


@dataclass(frozen=True, slots=True)
class Mixing:
    """Of the issues of LEAST messages or more: how many they are, how many `mixed` ones have no
    one matter of one place as their half, and which share of their messages is of their issue's
    main matter, main place, and main matter of one place."""

    issues: int
    mixed: int
    matter: float
    place: float
    both: float


def measure(ground: Ground) -> list[Line]:
    """The lines of each seed; a county of a year, or larger with `ground.messages`."""
    problems = open_office().tables.lexicon.problems
    size = max(ground.messages, _MESSAGES)
    return [line for seed in SEEDS for line in _lines(seed, mixing(seed, size, problems))]


def _lines(seed: int, found: Mixing) -> Iterator[Line]:
    called = {
        _("属于同一问题的占比，种子 {n}", n=seed): found.matter,
        _("属于同一地点的占比，种子 {n}", n=seed): found.place,
        _("属于同一地点同一问题的占比，种子 {n}", n=seed): found.both,
    }
    yield Line(_("{least} 件以上的事项，种子 {n}", least=LEAST, n=seed), found.issues, "")
    yield from (Line(name, share, "") for name, share in called.items())
    name = _("没有哪个地点的哪个问题占到一半的事项，种子 {n}", n=seed)
    yield at_most(name, found.mixed, "", _MOST_MIXED)


def mixing(seed: int, messages: int, problems: Words | None = None) -> Mixing:
    """Group a year of the county as its messages come, and hold it against the truth."""
    county = demo.generate(seed, _UNTIL, messages)
    about = abouts(county.truth)
    said = [raw for raw in county.messages if raw.kind in KINDS]
    masked = [mask(raw, b"a key of the measurement, thrown away") for raw in said]
    keys = [about.get((raw.source, raw.external_id)) for raw in said]
    return told(_homes(masked, problems), keys)


def _homes(said: Sequence[Message], problems: Words | None) -> list[int]:
    titles, texts = [one.title for one in said], [one.text for one in said]
    places = place.places_of(titles, texts)
    state = finder.Finder(problems=problems)
    rows = zip(
        said, terms.said(titles, texts, places, [one.region or "" for one in said]), strict=True
    )
    groups = [
        state.add(number, one.posted_at.timestamp(), what)
        for number, (one, what) in enumerate(rows)
    ]
    return [state.home_of(group) for group in groups]


def abouts(truth: Mapping[str, Any]) -> dict[tuple[str, str], About]:
    """Message (source, external id) -> what it is about, from the truth of `minsheng demo`."""
    found: dict[tuple[str, str], About] = {}
    for item in [*truth["issues"], *truth["decoys"]]:
        found |= {tuple(key): (item["name"], item["name"]) for key in item["messages"]}
    for item in truth["everyday"]:
        about = item["matter"], (item["town"], item["place"])
        found |= {tuple(key): about for key in item["messages"]}
    return found


def told(homes: Sequence[int], about: Sequence[About | None]) -> Mixing:
    """The mixing of issues: `homes` and `about` of each message. One of which nothing is known is
    like no other."""
    groups: dict[int, list[About]] = {}
    for number, (home, what) in enumerate(zip(homes, about, strict=True)):
        groups.setdefault(home, []).append(what or (number, number))
    large = [members for members in groups.values() if len(members) >= LEAST]
    total = max(1, sum(map(len, large)))

    def share(of: Callable[[About], Hashable]) -> float:
        return sum(_main(map(of, members)) for members in large) / total

    return Mixing(
        issues=len(large),
        mixed=sum(_main(members) * 2 < len(members) for members in large),
        matter=share(lambda what: what[0]),
        place=share(lambda what: what[1]),
        both=share(lambda what: what),
    )


def _main(members: Iterable[Hashable]) -> int:
    """How many of them are the same, at most."""
    return Counter(members).most_common(1)[0][1]
