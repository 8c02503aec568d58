"""Spoil what comes in at every door, many times, and count what is not answered in words.

Usage: python -m tests.measure.doors [INPUTS] [SEED]    (50,000 inputs, seed 1)

Each input is a sample with bytes cut out, doubled, overwritten or mixed with another's; or for
doors of the pages, text of the same kind. A door may answer with records, a bad row, or an error
of core.errors, which is a sentence. Anything else is unhandled: it is shown with the seed of
its input, and the exit code is 1.
"""

import base64
import io
import json
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from docx import Document

from collectors import mailbox, open311, package, papers, push, rest, rss, site, sql, tabular
from collectors.feeds import subscriptions
from config import settings as switchboard
from config import signing, tables
from core import finding, passwords, privacy
from core.errors import MinshengError
from core.messages import BadRow, RawMessage
from core.sources import Opened
from dashboard import filters, forms, gate

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "samples"
KEY = b"k" * 32
LONGEST = 6_000
PUT = (b"", b"<", b"&", b"]]>", b"<![CDATA[", b"\x00", b"\xff\xfe", b"{", b'"', b"\\u0000", b"../",
       b"=1+1", b"\r\n", "〔".encode(), b"1e999", b"-1", b"' OR 1=1 --", b"<script>", b"%00",
       b"2026-13-45", b"\xed\xa0\x80", b"[" * 50)  # fmt: skip
WORDS = ("停水", "云杉小区", "=cmd|' /C calc'!A0", "<img src=x onerror=1>", "' OR 1=1 --", "\x00",
         "\ud800", "a" * 300, "😀", "%", "_", '"', "-1", "9" * 30, "2026-02-30", "..", "//x.y/z",
         "javascript:1", "\r\nSet-Cookie: a=b", "٣", "１２３")  # fmt: skip


def bodies(kind: str) -> list[bytes]:
    """The samples of a kind, expected results and long ones left out."""
    paths = [path for path in sorted((SAMPLES / kind).rglob("*")) if path.is_file()]
    read = [path.read_bytes() for path in paths
            if not path.name.endswith((".expected.json", ".md", ".toml"))]  # fmt: skip
    return [body for body in read if 0 < len(body) <= LONGEST] or [b"{}"]


def spoiled(chance: random.Random, samples: list[bytes]) -> bytes:
    """A sample with one to six changes."""
    body = bytearray(chance.choice(samples))
    for _change in range(chance.randint(1, 6)):
        start = chance.randint(0, len(body))
        end = min(len(body), start + chance.choice((0, 1, 3, 40, 400)))
        put = chance.choice((*PUT, bytes(body[start:end]) * 2, chance.randbytes(20),
                             chance.choice(samples)[:300]))  # fmt: skip
        body[start:end] = put
    return bytes(body)


def words(chance: random.Random) -> str:
    """A line that somebody, or some program, puts into a field."""
    picked = [chance.choice(WORDS) for _word in range(chance.randint(0, 4))]
    return chance.choice(("", " ", "&", ";", "=")).join(picked)


def opened(kind: str) -> Opened:
    """A source of a kind as its table would open it."""
    return Opened("s", kind, "示例", "news_medium", location="https://news.example/")


def masked(found: object) -> None:
    """What was read can be masked and written down."""
    for record in list(found)[:2] if isinstance(found, list) else []:
        if isinstance(record, RawMessage):
            repr(privacy.mask(record, KEY)).encode("utf-8", "replace")
        elif isinstance(record, BadRow):
            repr(privacy.mask_row(record)).encode("utf-8", "replace")


def _mail(body: bytes) -> None:
    letter = {"place": "1/1", "size": len(body), "received": "",
              "raw": base64.b64encode(body).decode()}  # fmt: skip
    masked(mailbox.parse(json.dumps([letter]).encode(), opened("mailbox"), NOW))


def _table(suffix: str) -> Callable[[bytes], None]:
    profile = tables.load(switchboard.load({"MINSHENG_HOME": "/nowhere"})).profiles["message"]
    folder = Path(tempfile.mkdtemp())

    def read(body: bytes) -> None:
        path = folder / f"t.{suffix}"
        path.write_bytes(body)
        masked(list(tabular.read(path, profile, "s", NOW).records))

    return read


CSV = "留言编号,留言用户,留言主题,留言时间,留言详情\n1,U1,停水,2026/3/1 8:00,停水三天\n".encode()
JSONL = json.dumps({"留言编号": "1", "留言主题": "停水", "留言时间": "2026/3/1", "留言详情": "停水"},
                   ensure_ascii=False).encode()  # fmt: skip
PAPER = "关于停水的通知\n一、明天停水。\n二、请储水。\n".encode()
MAIN = ("word/document.xml", "xl/worksheets/sheet1.xml")


def _packed(file: bytes, body: bytes) -> bytes:
    """A Word or Excel file with its main part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as good, zipfile.ZipFile(out, "w") as made:
        for name in good.namelist():
            made.writestr(name, body if name in MAIN else good.read(name))
    return out.getvalue()


def _main(file: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as good:
        return next(good.read(name) for name in good.namelist() if name in MAIN)


def _word() -> bytes:
    made, out = Document(), io.BytesIO()
    for line in PAPER.decode().splitlines():
        made.add_paragraph(line)
    table = made.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "停水"
    made.save(out)
    return out.getvalue()


def _book() -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    for line in CSV.decode().splitlines():
        made.active.append(line.split(","))
    made.save(out)
    return out.getvalue()


WORD_FILE, BOOK = _word(), _book()
WORD, SHEET = _main(WORD_FILE), _main(BOOK)
PAGE = b"<html><body><ul><li><a href='/a'>x</a> 2026-11-20</li></ul></body></html>"


def _signed(text: str) -> None:
    assert signing.Signer("key").read(text) is None


def _form(text: str) -> None:
    assert forms.inside(text).startswith("/")
    passwords.weakness(text, "li")
    passwords.step_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", text, 1e9)
    passwords.is_form_mark(KEY, "cookie", text)
    gate.cookie_of(text)


BYTES: dict[str, tuple[Callable[[], list[bytes]], Callable[[bytes], object]]] = {
    "csv": (lambda: [CSV], _table("csv")),
    "jsonl": (lambda: [JSONL], _table("jsonl")),
    "rss": (lambda: bodies("rss"), lambda body: masked(rss.parse(body, opened("rss"), NOW))),
    "opml": (lambda: bodies("opml"), subscriptions.parse),
    "mailbox": (lambda: bodies("mailbox"), _mail),
    "rest": (lambda: bodies("rest"), lambda body: masked(rest.parse(body, opened("rest"), NOW))),
    "open311": (
        lambda: bodies("open311"),
        lambda body: masked(open311.parse(body, opened("open311"), NOW)),
    ),
    "sql": (lambda: [b'[{"id": 1, "text": "x"}]'],
            lambda body: masked(sql.parse(body, opened("sql"), NOW))),
    "push": (lambda: bodies("push"), lambda body: masked(push.parse(body, opened("push"), NOW))),
    "package": (lambda: [b'{"version": 1, "sender": "a", "sequence": 1, "files": []}'],
                lambda body: package.parse(body, "p.zip")),
    "site": (lambda: [PAGE], lambda body: site.parse(body, "https://a.example/", NOW)),
    "papers": (lambda: [PAPER], lambda body: papers.read("a.txt", body)),
    "word papers": (lambda: [WORD], lambda body: papers.read("a.docx", _packed(WORD_FILE, body))),
    "word files": (lambda: [WORD_FILE], lambda body: papers.read("a.docx", body)),
    "xlsx": (lambda: [SHEET], lambda body: _table("xlsx")(_packed(BOOK, body))),
    "xlsx files": (lambda: [BOOK], _table("xlsx")),
    "html papers": (lambda: [PAGE], lambda body: papers.read("a.html", body)),
}  # fmt: skip
TEXTS: dict[str, Callable[[random.Random], object]] = {
    "mask": lambda chance: privacy.mask_text(words(chance)),
    "search": lambda chance: (finding.phrases(words(chance)),
                              finding.excerpt(words(chance), words(chance))),
    "address": lambda chance: filters.parse({name: words(chance) for name in filters.KEYS}),
    "receipt": lambda chance: _signed(words(chance)),
    "sign-in": lambda chance: _form(words(chance)),
}  # fmt: skip


def main() -> int:
    """Spoil, count, and say what was not handled."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    began, unhandled, tried = time.monotonic(), Counter[str](), Counter[str]()
    samples = {name: make() for name, (make, _door) in BYTES.items()}
    doors = [*BYTES, *TEXTS]
    for number in range(wanted):
        name = doors[number % len(doors)]
        chance = random.Random(f"{seed} {number}")
        tried[name] += 1
        try:
            if name in BYTES:
                BYTES[name][1](spoiled(chance, samples[name]))
            else:
                TEXTS[name](chance)
        except MinshengError as error:
            str(error)
        except Exception:  # noqa: BLE001 - what is unhandled is what is counted
            unhandled[name] += 1
            if unhandled[name] <= 3:
                print(f"--- {name}, input {number}, seed {seed}")
                traceback.print_exc(limit=-4, file=sys.stdout)
    took = time.monotonic() - began
    for name in doors:
        print(f"{name:14}{tried[name]:8,} inputs {unhandled[name]:6} unhandled")
    print(f"{wanted:,} inputs in {took:.0f} s, {sum(unhandled.values())} unhandled")
    return int(bool(unhandled))


if __name__ == "__main__":
    sys.exit(main())
