"""统一口径: what was agreed to be said on a matter, and where an official text departs from it.

Pure. Only what officials write is ever compared: a reply, a draft, a publication. A citizen's
text is never an argument here. A text *contradicts* where it states another value for a key
fact; it *lacks* where none of the required points is there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from core import values as typed
from core.errors import InputError
from core.finding import characters
from core.i18n import gettext as _
from core.i18n import mark
from core.values import Value

KINDS: dict[str, str] = {"wording": mark("口径"), "correction": mark("更正")}
"""A correction says that we were wrong and what is right."""

STATES: dict[str, str] = {
    "draft": mark("起草"),
    "signing": mark("会签"),
    "agreed": mark("已统一"),
    "replaced": mark("已有新版"),
    "withdrawn": mark("已撤回"),
}
FINDINGS: dict[str, str] = {"contradicts": mark("矛盾"), "lacks": mark("缺要点")}

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_FAR = 24
"""A value further from its cue than so many characters is about something else."""

_BEHIND = 8
"""What stands before its cue is so many characters further away: 补贴500元, not 500元补贴."""

_NOT_NOW = re.compile(
    r"(?:原定|原为|原来|原|此前|之前|以前|曾|网传|误传|误写|误为|误称|并非|不是|而非|不再|"
    r"去年|上年|上月|上一年|同比|环比|比(?!例|率|重)|增加|增长|减少|下降|提高|降低|上涨|另外|另|其他|其余)"
    r"[^，,。；;]{0,6}$"
)
"""What stands before a value that is not the value as it is now."""


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A key fact: its name and other names for it (`cues`), its kind (values.KINDS), its value."""

    name: str
    kind: str
    value: str
    cues: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What announces the fact in a text."""
        return tuple(dict.fromkeys(word for word in (self.name, *self.cues) if word))

    @property
    def expected(self) -> Value:
        """The value; raises InputError where it is none of its kind."""
        found = typed.read(self.kind, self.value) if self.kind in typed.KINDS else None
        if found is None:
            raise InputError(
                "关键事实“{name}”的值“{value}”不是{kind}，请连单位一起写，如 15个工作日、500元、"
                "11月30日、示政办发〔2026〕8号。",
                name=self.name, value=self.value, kind=_(typed.KINDS.get(self.kind, self.kind)),
            )  # fmt: skip
        return found


@dataclass(frozen=True, slots=True)
class Point:
    """A point that a text on the matter has to make, in any of these words."""

    words: tuple[str, ...]

    def is_in(self, folded: str) -> bool:
        """Whether a folded text makes the point."""
        return any(characters(word) in folded for word in self.words if characters(word))


@dataclass(frozen=True, slots=True)
class Reach:
    """What a statement is about: issues by number, or words that an official text uses of it.

    `areas` narrows the words to records of these areas; empty means all.
    """

    issues: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def covers(self, text: str, area: str = "", issue: int | None = None) -> bool:
        """Whether an official text (never a citizen's) is one about the matter."""
        if issue is not None and issue in self.issues:
            return True
        if self.areas and area and area not in self.areas:
            return False
        folded = characters(text)
        return any(characters(word) in folded for word in self.words if characters(word))


@dataclass(frozen=True, slots=True)
class Statement:
    """One version of what was agreed. `contact` is whom to ask, `corrects` what was wrong."""

    topic: str
    text: str
    reach: Reach = field(default_factory=Reach)
    facts: tuple[KeyFact, ...] = ()
    points: tuple[Point, ...] = ()
    kind: str = "wording"
    valid_from: date | None = None
    valid_until: date | None = None
    corrects: str = ""
    contact: str = ""
    id: int = 0
    version: int = 1
    state: str = "draft"
    lead: str = ""

    def in_force(self, day: date) -> bool:
        """Whether it was agreed and holds on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        over = self.valid_until is not None and day > self.valid_until
        return self.state == "agreed" and begun and not over


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a text departs: from `start` to `end`, what was found and what was agreed."""

    kind: str
    statement: int
    fact: str
    expected: str
    found: str
    start: int
    end: int


def check_sound(statement: Statement) -> None:
    """Raises InputError for a statement that could not be checked or signed."""
    if not statement.topic.strip() or not statement.text.strip():
        raise InputError("请写明事项和口径正文。")
    if statement.kind not in KINDS:
        raise InputError("没有“{kind}”这种口径。", kind=statement.kind)
    if statement.kind == "correction" and not statement.corrects.strip():
        raise InputError("更正须写明原来错在哪里。")
    if not statement.reach.words and not statement.reach.issues:
        raise InputError("请写明适用范围：涉及的热点事项编号，或答复中会出现的词。")
    if (
        statement.valid_from
        and statement.valid_until
        and statement.valid_until < statement.valid_from
    ):
        raise InputError("有效期止不能早于有效期起。")
    names = [fact.name.strip() for fact in statement.facts]
    if "" in names or len(set(names)) < len(names):
        raise InputError("每个关键事实都要有不同的名称。")
    for fact in statement.facts:
        _own_text(statement, fact)
    _points_apart(statement)


def _points_apart(statement: Statement) -> None:
    """A point that the name of the matter holds stands in every reply and says nothing."""
    for point in statement.points:
        for word in point.words:
            if any(characters(word) in characters(name) for name in statement.reach.words):
                raise InputError(
                    "要点“{word}”包含在适用范围的词里，每份答复都会出现，请写得更具体。", word=word
                )


def _own_text(statement: Statement, fact: KeyFact) -> None:
    """The statement's own text must not contradict its key facts."""
    wrong = [
        found for found in _contradictions(statement, statement.text) if found.fact == fact.name
    ]
    if fact.expected and wrong:
        raise InputError(
            "口径正文写的“{found}”与关键事实“{name}：{value}”不一致。",
            found=wrong[0].found, name=fact.name, value=fact.value,
        )  # fmt: skip


def check(statement: Statement, text: str, *, after: bool = False) -> list[Finding]:
    """Where an official text departs from a statement, in the order of the text.

    `after`: the text is a short addition (a form letter) of which points are not asked.
    """
    found = sorted(_contradictions(statement, text), key=lambda finding: finding.start)
    if not after:
        found += _lacking(statement, text)
    return found


def _lacking(statement: Statement, text: str) -> list[Finding]:
    folded = characters(text)
    if not statement.points or any(point.is_in(folded) for point in statement.points):
        return []
    if any(_states(fact, text) for fact in statement.facts):
        return []  # a key fact told as agreed is a point too
    wanted = "；".join(point.words[0] for point in statement.points)
    return [Finding("lacks", statement.id, "", wanted, "", len(text), len(text))]


def _states(fact: KeyFact, text: str) -> bool:
    """Whether a text tells a key fact as agreed, announced by one of its words."""
    agreed = fact.expected
    found = [value for value in typed.values(text, [fact.value]) if typed.comparable(agreed, value)]
    cues = list(_places(text, fact, (0, len(text))))
    return any(
        typed.same(agreed, value) and any(_distance(*cue, value) <= _FAR for cue in cues)
        for value in found
    )


def _contradictions(statement: Statement, text: str) -> Iterator[Finding]:
    names = [fact.value for fact in statement.facts if fact.kind == "unit"]
    found = typed.values(text, names)
    for sentence in _SENTENCE.finditer(text):
        inside = [v for v in found if sentence.start() <= v.start and v.end <= sentence.end()]
        if inside:
            yield from _in_sentence(statement, text, sentence.span(), inside)


def _in_sentence(
    statement: Statement, text: str, span: tuple[int, int], inside: Sequence[Value]
) -> Iterator[Finding]:
    """Each value goes to the nearest fact that it could be; then facts are held against theirs."""
    cues = [(fact, place) for fact in statement.facts for place in _places(text, fact, span)]
    given: dict[str, list[Value]] = {}
    for value in inside:
        if _NOT_NOW.search(text, span[0], value.start):
            continue
        near = [
            (distance, fact.name)
            for fact, (start, end) in cues
            if typed.comparable(fact.expected, value)
            and (distance := _distance(start, end, value)) <= _FAR
        ]
        if near:
            given.setdefault(min(near)[1], []).append(value)
    for fact in statement.facts:
        mine = given.get(fact.name, [])
        if mine and not any(typed.same(fact.expected, value) for value in mine):
            yield Finding(
                "contradicts", statement.id, fact.name, fact.value, mine[0].text,
                mine[0].start, mine[0].end,
            )  # fmt: skip


def _places(text: str, fact: KeyFact, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for word in fact.words:
        start = text.find(word, *span)
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + 1, span[1])


def _distance(start: int, end: int, value: Value) -> int:
    if value.start >= end:
        return value.start - end
    return max(0, start - value.end) + _BEHIND


def check_all(
    statements: Iterable[Statement],
    text: str,
    day: date,
    *,
    area: str = "",
    issue: int | None = None,
) -> list[Finding]:
    """Where an official text departs from the statements in force on this day that cover it."""
    return [
        finding
        for statement in statements
        if statement.in_force(day) and statement.reach.covers(text, area, issue)
        for finding in check(statement, text)
    ]


def excerpt(text: str, finding: Finding, around: int = 24) -> str:
    """The surroundings of a finding in one line."""
    start, end = max(0, finding.start - around), min(len(text), finding.end + around)
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    return head + " ".join(text[start:end].split()) + tail
