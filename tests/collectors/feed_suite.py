"""feedparser's own published tests, read as a list of what a feed must say.

Each sample of its source distribution names an expectation: a Python expression over what its
parser gives. Here the parts about fields that we keep are compared with what our `parse` makes of
the same bytes. Run as a program on the folder `tests` of the distribution it prints JSON.
"""

import ast
import html
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from collectors import rss
from core.errors import FetchError
from core.messages import RawMessage
from core.sources import Opened
from tests import memory

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SOURCE = Opened("s", "rss", "来源自己的名称", "news_medium", location="http://127.0.0.1:8097/")
FOLDERS = ("wellformed", "illformed", "encoding", "entities", "compression", "http")
KEPT = {
    ("title",): "title",
    ("title_detail", "value"): "title",
    ("description",): "text",
    ("summary",): "text",
    ("summary_detail", "value"): "text",
    ("content", 0, "value"): "text",
    ("link",): "link",
    ("id",): "id",
    ("guid",): "id",
    ("published_parsed",): "date",
    ("created_parsed",): "date",
    ("updated_parsed",): "date",
    ("source", "title"): "outlet",
}
"""The path of feedparser's result below an entry -> our field."""

_HEADER = re.compile(r"Expect:\s*(.*?)\s*-->", re.S)
_TITLED = re.compile(rb"(<(?:entry|item)\b[^>]*(?<!/)>)")
_END = re.compile(rb"</(channel|feed)>")
"""An entry of a date alone becomes no record, and a feed without entries none at all: such samples
are completed, so that what they say of ids, dates and the feed's name is checked too."""
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.S | re.I)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Wanted:
    """One expectation about a field that we keep: of an entry, or of the whole feed (None)."""

    entry: int | None
    field: str
    value: object


def expectations(body: bytes) -> Iterator[Wanted]:
    """What a sample says of the fields that we keep."""
    found = next(filter(None, map(_HEADER.search, _readings(body))), None)
    try:
        tree = ast.parse(found[1].strip(), mode="eval").body if found else None
    except SyntaxError:
        return
    for part in _parts(tree) if tree else ():
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
            wanted = _wanted(_path(part.left), part.comparators[0])
            if wanted:
                yield wanted


def _readings(body: bytes) -> Iterator[str]:
    for encoding in ("utf-8", "utf-16", "utf-16-be", "utf-32", "utf-32-be", "cp037"):
        yield body.decode(encoding, "replace")


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from _parts(value)
    else:
        yield node


def _path(node: ast.expr) -> tuple[object, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_path(node.value), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return (*_path(node.value), node.slice.value)
    return ("?",)


def _wanted(path: tuple[object, ...], value: ast.expr) -> Wanted | None:
    try:
        said = ast.literal_eval(value)
    except ValueError:
        return None
    if path[:1] == ("entries",) and len(path) > 2 and path[2:] in KEPT:
        return Wanted(int(str(path[1])), KEPT[path[2:]], said)
    if path in (("feed", "title"), ("feed", "title_detail", "value")):
        return Wanted(None, "outlet", said)
    return None


def words(text: str) -> str:
    """What a person reads of it: markup away, references resolved, without white space."""
    for _again in range(3):
        text = html.unescape(_TAG.sub("", _HIDDEN.sub("", text)))
    return "".join(text.split())


def satisfied(wanted: Wanted, record: RawMessage) -> bool:
    """Does our record say what feedparser's test expects of the entry?"""
    if wanted.field == "date":
        return (
            wanted.value is None
            or record.posted_at.utctimetuple()[:6]
            == tuple(
                wanted.value  # type: ignore[arg-type]
            )[:6]
        )
    ours = {
        "title": record.title,
        "text": record.text,
        "link": record.link or "",
        "id": record.external_id,
        "outlet": str(record.facts.get("outlet", "")),
    }[wanted.field]
    return words(str(wanted.value)) == words(ours)


def read(body: bytes) -> tuple[list[RawMessage], str]:
    """Our records of a feed, and the sentence with which it is refused."""
    try:
        found = rss.parse(body, SOURCE, NOW)
    except FetchError as refused:
        return [], str(refused)
    return [one for one in found if isinstance(one, RawMessage)], ""


def _with_entry(end: re.Match[bytes]) -> bytes:
    name = b"entry" if end[1] == b"feed" else b"item"
    return b"<%s><title>x</title></%s>%s" % (name, name, end[0])


def look(path: Path) -> dict[str, object]:
    """One sample: what was expected, what was not met, and how long it took."""
    body = path.read_bytes()
    started = time.monotonic()
    records, error = read(body)
    found: dict[str, object] = {"seconds": time.monotonic() - started, "error": error}
    for completed in (_TITLED.sub(rb"\1<title>x</title>", body), _END.sub(_with_entry, body)):
        records = records or read(completed)[0]
    checked, unmet, without = 0, [], 0
    for wanted in expectations(body):
        position = wanted.entry or 0
        if wanted.field in ("title", "text", "outlet") and not words(str(wanted.value or "")):
            without += 1  # a picture or nothing: there is nothing to read
            continue
        if position >= len(records):
            unmet.append([wanted.field, repr(wanted.value), "no record"])
            continue
        checked += 1
        if not satisfied(wanted, records[position]):
            unmet.append([wanted.field, repr(wanted.value), repr(records[position])])
    return found | {"checked": checked, "without": without, "unmet": unmet}


def main(folder: Path) -> None:
    """Look at every sample; the last entry is the largest memory, in MB."""
    files = sorted(
        path for name in FOLDERS for path in (folder / name).rglob("*") if path.is_file()
    )
    found = {str(path.relative_to(folder)): look(path) for path in files}
    told = {"samples": found, "megabytes": memory.peak_mb()}
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
