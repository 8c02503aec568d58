"""Citations of policy documents in an official text, and whether what they cite still holds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core import values as typed
from core.finding import characters
from core.i18n import mark

STATUSES: dict[str, str] = {
    "valid": mark("现行有效"),
    "amended": mark("已修改"),
    "repealed": mark("废止"),
    "lapsed": mark("失效"),
}
DEAD = frozenset({"repealed", "lapsed"})

_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_YEAR = re.compile(r"[（(](?:19|20)\d{2}年?(?:修订|修正|版)?[）)]$|[（(](?:试行|暂行|修订)[）)]$")
_ENDED = re.compile(r"(?:已|予以|被)?(?:废止|失效|停止执行|不再施行|不再执行|修改为|替代)")
_SAID = 30


@dataclass(frozen=True, slots=True)
class Document:
    """What a citation is held against. `until`: it lapses by itself after this day."""

    id: int
    title: str
    number: str = ""
    aliases: tuple[str, ...] = ()
    status: str = "valid"
    status_on: date | None = None
    until: date | None = None
    review_on: date | None = None
    replaced_by: str = ""

    def status_at(self, day: date) -> str:
        """The status on a day: what lapses by itself has lapsed, a change counts from its day."""
        if self.status != "valid" and (self.status_on is None or self.status_on <= day):
            return self.status
        return "lapsed" if self.until is not None and day > self.until else "valid"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place where a text cites a document that is not simply in force."""

    document: int
    title: str
    status: str
    replaced_by: str
    text: str
    start: int
    end: int


def cited(text: str, documents: Iterable[Document]) -> Iterator[tuple[Document, str, int, int]]:
    """The documents that a text cites, each place: by number, or by title in 《》."""
    known = list(documents)
    by_title = {
        characters(_YEAR.sub("", name)): document
        for document in known
        for name in (document.title, *document.aliases)
        if name
    }
    numbered = [
        (n, document) for document in known if (n := typed.read("document", document.number))
    ]
    for match in _TITLE.finditer(text):
        found = by_title.get(characters(_YEAR.sub("", match.group(1))))
        if found:
            yield found, match.group(), match.start(), match.end()
    for value in typed.values(text):
        if value.kind == "document":
            for number, document in numbered:
                if typed.same(number, value):
                    yield document, value.text, value.start, value.end


def not_in_force(text: str, documents: Iterable[Document], day: date) -> list[Citation]:
    """Citations of what no longer holds as it stood, the first place of each document.

    A text that itself says so (已废止, 修改为…) close behind is not flagged.
    """
    found: dict[int, Citation] = {}
    for document, said, start, end in cited(text, documents):
        status = document.status_at(day)
        if status == "valid" or document.id in found or _ENDED.search(text, end, end + _SAID):
            continue
        found[document.id] = Citation(
            document.id, document.title, status, document.replaced_by, said, start, end
        )
    return sorted(found.values(), key=lambda citation: citation.start)
