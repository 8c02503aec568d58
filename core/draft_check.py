"""The check of our own draft before it is published: what a careful editor would ask.

Pure. The text is ours; what it shows of a person's data is pointed out by kind and place.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core import wording
from core.citations import STATUSES, Document, not_in_force
from core.i18n import gettext as _
from core.i18n import mark
from core.wording import Statement

SORTS: dict[str, str] = {
    "personal": mark("个人信息"),
    "citation": mark("引用失效"),
    "contradicts": mark("与口径矛盾"),
    "lacks": mark("缺口径要点"),
    "contact": mark("缺联系方式"),
    "date": mark("缺日期"),
    "unit": mark("缺单位"),
    "word": mark("用词"),
}
BLOCKING = frozenset({"personal", "citation", "contradicts"})
"""With one of these a draft is not published without a written reason."""

_CONTACT = re.compile(
    r"(?:0\d{2,3}[-－ ]?\d{7,8}|\b12\d{3}\b|1[0-9]{4}(?!\d)|400[-－ ]?\d{3}[-－ ]?\d{4})"
    r"|(?:联系电话|咨询电话|电话)[:：]?\s*[\d－-]{5,}"
)
_DATE = re.compile(
    r"\d{4}\s?[年\-/.]\s?\d{1,2}|\d{1,2}\s?月\s?\d{1,2}\s?日|[一二三四五六七八九十]+月"
)
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:局|委|办公室|中心|街道办事处|人民政府|大队|公司|管委会|法院|检察院|"
    r"委员会|医院|学校|支队|署|院|部门)"
)
_MASK = re.compile(r"〔([\u4e00-\u9fff]{2,4})〕")
_LANDLINE = re.compile(r"^(?:0\d{2,3}[-－ ]?)?\d{7,8}$|^400|^12\d{3}$")


@dataclass(frozen=True, slots=True)
class WordRule:
    """A row of a word list: words not to be used in a publication, why, and what instead."""

    id: str
    words: list[str]
    advice: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to mend: its sort, a sentence, and the place (0, 0 where none)."""

    sort: str
    sentence: str
    start: int = 0
    end: int = 0

    @property
    def blocks(self) -> bool:
        """Whether publishing with it needs a reason."""
        return self.sort in BLOCKING


@dataclass(frozen=True, slots=True)
class House:
    """What a draft is held against: statements, documents, word lists, names of units."""

    statements: Sequence[Statement] = ()
    documents: Sequence[Document] = ()
    words: Sequence[WordRule] = ()
    units: Collection[str] = field(default_factory=tuple)
    own: Collection[str] = field(default_factory=tuple)
    """Our own public contacts: telephone numbers that are no personal data."""


def examine(text: str, day: date, house: House, needs: Collection[str] = ("contact", "date", "unit")
) -> list[Remark]:  # fmt: skip
    """Everything to mend in a draft for publication on `day`, the gravest first.

    `needs` says what it must name; a short notice may need less.
    """
    found = [*_personal(text, house.own), *_citations(text, day, house.documents)]
    found += _wording(text, day, house.statements)
    missing = _missing(cleaned(text, house.own), house.units)
    found += [Remark(sort, sentence) for sort, sentence in missing if sort in needs]
    found += _words(text, house.words)
    order = list(SORTS)
    return sorted(found, key=lambda remark: (order.index(remark.sort), remark.start))


def _personal(text: str, own: Collection[str]) -> Iterator[Remark]:
    for start, end, kind in personal(text, own):
        yield Remark("personal", _("出现{kind}，公开前请删去或遮盖。", kind=kind), start, end)


def personal(text: str, own: Collection[str] = ()) -> Iterator[tuple[int, int, str]]:
    """What the masks would hide, but for an office's own telephone: it is meant to be read."""
    for start, end, kind in spans(text):
        said = text[start:end]
        office = kind == "电话" and (said in own or _LANDLINE.match("".join(said.split())))
        if not office:
            yield start, end, kind


def cleaned(text: str, own: Collection[str] = ()) -> str:
    """An official text with personal data masked; an office's telephone stays.

    Lines stay lines, runs of blanks become one.
    """
    lines = (" ".join(line.split()) for line in text.strip().splitlines())
    tidy = "\n".join(lines)
    for start, end, kind in sorted(personal(tidy, own), reverse=True):
        tidy = f"{tidy[:start]}〔{kind}〕{tidy[end:]}"
    return tidy


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where personal data stands in a text, and its kind: the text beside its masked self."""
    from core.masked import masked  # its patterns take longer to read than many commands

    hidden, place, at = masked(text).text, 0, 0
    for match in _MASK.finditer(hidden):
        kept = hidden[at : match.start()]
        if not text.startswith(kept, place):
            return
        start = place + len(kept)
        if text.startswith(match.group(), start):  # a mask that stood there before
            place, at = start + len(match.group()), match.end()
            continue
        end = _next(text, hidden, match.end(), start)
        yield start, end, match.group(1)
        place, at = end, match.end()


def _next(text: str, hidden: str, after: int, start: int) -> int:
    """Where the text goes on behind a mask."""
    following = _MASK.search(hidden, after)
    kept = hidden[after : following.start() if following else len(hidden)]
    if not kept:
        return len(text) if following is None else start + 1
    if following is None:
        return len(text) - len(kept)
    found = text.find(kept, start + 1)
    return found if found > 0 else len(text)


def _citations(text: str, day: date, documents: Iterable[Document]) -> Iterator[Remark]:
    for citation in not_in_force(text, documents, day):
        sentence = _(
            "所引{said}现在是“{status}”。", said=citation.text, status=_(STATUSES[citation.status])
        )
        if citation.replaced_by:
            sentence += _("请改引{new}。", new=citation.replaced_by)
        yield Remark("citation", sentence, citation.start, citation.end)


def _wording(text: str, day: date, statements: Iterable[Statement]) -> Iterator[Remark]:
    known: Mapping[int, Statement] = {one.id: one for one in statements}
    for finding in wording.check_all(known.values(), text, day):
        topic = known[finding.statement].topic
        if finding.kind == "lacks":
            sentence = _("口径“{topic}”的要点一条也没有写到：{points}。", topic=topic,
                         points=finding.expected)  # fmt: skip
        else:
            sentence = _(
                "{fact}写的是“{found}”，口径“{topic}”是“{expected}”。",
                topic=topic,
                fact=finding.fact,
                found=finding.found,
                expected=finding.expected,
            )
        yield Remark(finding.kind, sentence, finding.start, finding.end)


def _missing(text: str, units: Collection[str]) -> Iterator[tuple[str, str]]:
    if not _CONTACT.search(text):
        yield "contact", _("没有写联系电话或咨询渠道。")
    if not _DATE.search(text):
        yield "date", _("没有写日期。")
    if not any(name in text for name in units) and not _UNIT.search(text):
        yield "unit", _("没有写是哪个单位。")


def _words(text: str, rules: Iterable[WordRule]) -> Iterator[Remark]:
    for rule in rules:
        for word in rule.words if rule.enabled else ():
            start = text.find(word)
            if start >= 0:
                sentence = _("“{word}”：{advice}", word=word, advice=rule.advice)
                yield Remark("word", sentence, start, start + len(word))
