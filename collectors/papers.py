"""Policy documents as files: text, Word, PDF, HTML -> title, number, issuer, dates, paragraphs.

Pure once the bytes are there. What a file does not say stays empty and is filled in by a person.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from collectors.feeds.encoding import decode
from core.errors import InputError
from core.texts import tidy

LARGEST = 50_000_000
_LONGEST = 3_000
"""A paragraph that is longer is cut: it is a page without breaks."""

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s?[〔\[（(]\s?(?:19|20)\d{2}\s?[〕\]）)]\s?第?\s?\d{1,5}\s?号"
)
_ARTICLE = re.compile(r"^(第[一二三四五六七八九十百零〇\d]+[条章节])[\s　]*")
_HEADING = re.compile(r"^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_DATE = re.compile(r"((?:19|20)\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_CHINESE_DATE = re.compile(
    r"([二〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_EFFECTIVE = re.compile(
    r"自\s?((?:19|20)\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日起\s?(?:施行|实施|执行|生效)"
)
_UNTIL = re.compile(
    r"有效期(?:限)?(?:至|到)\s?((?:19|20)\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日"
)
_TERM = re.compile(r"有效期(?:限)?(?:为)?\s?([一二三四五六七八九十\d]{1,2})\s?年")
_ISSUER = re.compile(r"^[\u4e00-\u9fff（）()]{2,40}(?:人民政府|办公室|委员会|局|厅|部|院|中心)$")
_TITLED = re.compile(
    r"(?:通知|办法|规定|意见|方案|条例|细则|公告|决定|通告|规划|标准|指南|批复|函|规程|制度)(?:（.{1,12}）)?$"
)
_GAP = re.compile(r"(?<=\d) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]) (?=\d)")
"""PDFs set numbers apart from the characters around them."""

_ENDS = "。！？；：”）)…"


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says. `parts` are (label, paragraph); the label is its article or empty."""

    title: str
    parts: tuple[tuple[str, str], ...]
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    until: date | None = None


def read(name: str, body: bytes) -> Read:
    """Read a file by its suffix: txt, md, docx, pdf, html or htm.

    Raises InputError for another kind, a damaged file, one without text (a scan) or too large.
    """
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    reader = _READERS.get(suffix)
    if reader is None:
        raise InputError("只能导入 txt、md、docx、pdf、html 文件：{name}。", name=name)
    if len(body) > LARGEST:
        raise InputError("文件太大，不能超过 {n} MB：{name}。", n=LARGEST // 1_000_000, name=name)
    lines = [line for line in tidy("\n".join(reader(name, body))).split("\n") if line]
    if sum(map(len, lines)) < 20:
        raise InputError("{name} 里没有文字；扫描件请先识别成文字再导入。", name=name)
    return _read(lines)


def _text(name: str, body: bytes) -> Iterable[str]:
    return decode(body).split("\n")


def _html(name: str, body: bytes) -> Iterable[str]:
    from trafilatura import extract  # slow to load

    page = decode(body)
    title = re.search(r"<title[^>]*>([^<]+)", page, re.I)
    found = (extract(page, include_comments=False, include_tables=True) or "").split("\n")
    said = re.split(r"[_\-—|]", title.group(1))[0].strip() if title else ""
    return found if not said or any(said in line for line in found[:5]) else [said, *found]


def _word(name: str, body: bytes) -> Iterable[str]:
    from collectors import word_files  # slow to load

    try:
        return word_files.lines(name, body)
    except word_files.DAMAGED as error:
        raise InputError("{name} 不是完好的 Word（docx）文件。", name=name) from error


def _pdf(name: str, body: bytes) -> Iterable[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    except (PyPdfError, ValueError, KeyError, OSError, RecursionError) as error:
        raise InputError("{name} 不是完好的 PDF 文件，或者加了密。", name=name) from error
    lines = [line for page in pages for line in page.split("\n")]
    return _joined(unicodedata.normalize("NFKC", line) if _odd(line) else line for line in lines)


def _odd(line: str) -> bool:
    """PDFs spell some characters with radicals that only look alike."""
    return any("\u2e80" <= character <= "\u2fdf" for character in line)


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """A PDF breaks lines at the margin: a line goes on in the next unless it ends a sentence."""
    held = ""
    for line in (_GAP.sub("", raw.strip()) for raw in lines):
        if re.fullmatch(r"[—\-－ ]*\d{1,4}[—\-－ ]*", line):
            continue  # the number of a page
        begins = not line or _ARTICLE.match(line) or _HEADING.match(line) or _NUMBER.search(line)
        whole = held.endswith(tuple(_ENDS)) or _TITLED.search(held) or len(held) < 18
        if held and (begins or whole):
            yield held
            held = ""
        held += line
    yield held


_READERS: dict[str, Callable[[str, bytes], Iterable[str]]] = {
    "txt": _text, "md": _text, "docx": _word, "pdf": _pdf, "html": _html, "htm": _html,
}  # fmt: skip


def _read(lines: list[str]) -> Read:
    whole = "\n".join(lines)
    head = lines[:12]
    number = next((match.group() for line in head if (match := _NUMBER.search(line))), "")
    title = _title(head)
    issuer = next((line for line in (*head, *lines[-4:]) if _ISSUER.match(line)), "")
    effective = _day(_EFFECTIVE.search(whole))
    return Read(
        title=title,
        parts=tuple(_parts(lines)),
        number="".join(number.split()),
        issuer=issuer,
        issued_on=_signed(lines),
        effective_on=effective,
        until=_until(whole, effective),
    )


def _title(head: list[str]) -> str:
    """The heading: up to three lines that end like the name of a document."""
    for place, line in enumerate(head):
        for length in (1, 2, 3):
            joined = "".join(head[place : place + length])
            if (
                _TITLED.search(joined)
                and len(joined) <= 80
                and not joined.endswith(tuple(_ENDS[:6]))
            ):
                return joined.lstrip("# ")
        if len(line) > 60:
            break
    return head[0].lstrip("# ")[:80]


def _parts(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs with the article that they belong to."""
    label = ""
    for line in lines:
        article = _ARTICLE.match(line)
        if article:
            label = article.group(1)
        for start in range(0, len(line), _LONGEST):
            yield label, line[start : start + _LONGEST]


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _signed(lines: list[str]) -> date | None:
    """The day under the document, or in its head."""
    for line in (*reversed(lines[-6:]), *lines[:12]):
        found = _DATE.search(line)
        if found and len(line) < 40:
            return _day(found)
        written = _CHINESE_DATE.search(line)
        if written:
            return _chinese(written)
    return None


_NUMERALS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}


def _chinese(match: re.Match[str]) -> date | None:
    year = int("".join(_NUMERALS[c] for c in match.group(1)))
    try:
        return date(year, _small(match.group(2)), _small(match.group(3)))
    except ValueError:
        return None


def _small(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" not in text:
        return int("".join(_NUMERALS[c] for c in text))
    tens, _ten, ones = text.partition("十")
    return int(_NUMERALS[tens] if tens else 1) * 10 + (int(_NUMERALS[ones]) if ones else 0)


def _until(whole: str, effective: date | None) -> date | None:
    """The last day of validity: said as a day, or as years from coming into force."""
    said = _day(_UNTIL.search(whole))
    term = _TERM.search(whole)
    if said or not term or effective is None:
        return said
    years = _small(term.group(1))
    anniversary = date(effective.year + years, effective.month, min(effective.day, 28))
    return anniversary - timedelta(days=1)
