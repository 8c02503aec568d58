"""The real encoding of a feed, whatever it declares."""

import codecs
import re
import sys
from html.entities import html5

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_CHINESE = ("gb18030", "big5hkscs")
_SAMPLE = 100_000
_MOST_SHARE = 20
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_START = re.compile(r"<(?:\?xml|!DOCTYPE|rss|feed|rdf:RDF|\w+:feed)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml[^>]*\?>", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|&([A-Za-z][A-Za-z0-9]{1,31};)")
_LONGEST_REFERENCE = 8
_MARKUP = frozenset("<>&\"'")


def as_xml(body: bytes) -> bytes:
    """The feed as UTF-8 that says so, without what stands before it or may stand in no XML."""
    text = _REFERENCE.sub(_usual, _NOT_XML.sub("", decode(body)))
    found = _START.search(text[:_SAMPLE])
    text = text[found.start() :] if found else text.lstrip()
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    # feedparser reads a doctype only where it begins a line
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.lstrip().encode()


def _usual(found: re.Match[str]) -> str:
    """A reference as every XML parser takes it.

    Names of HTML become their characters, which spares us the slow parser for broken feeds;
    numbers that no XML may hold are dropped.
    """
    if found[3]:
        character = html5.get(found[3], "<")
        return found[0] if set(character) & _MARKUP else character
    digits = found[1] or found[2]
    if len(digits) > _LONGEST_REFERENCE:
        return ""
    code = int(digits, 16 if found[1] else 10)
    legal = 0 < code <= sys.maxunicode and not _NOT_XML.fullmatch(chr(code))
    return found[0] if legal else ""


def decode(body: bytes) -> str:
    """The text of a feed; what cannot be read is U+FFFD.

    Byte marks count, then what the bytes are: UTF-8 with at most one fault in 20 characters
    beyond ASCII, then the Chinese encodings. The declaration is heard last, for it is often
    the one of the template.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    text = _decoded(body, "utf-8")
    if _is_fair(text):
        return text
    fair = [name for name in _CHINESE if _is_fair(_decoded(body, name))]
    return _decoded(body, _choice(body, fair))


def _decoded(body: bytes, name: str) -> str:
    """Without the character that a cut through the file left incomplete."""
    return codecs.getincrementaldecoder(name)("replace").decode(body)


def _is_fair(text: str) -> bool:
    broken = text.count("\ufffd")
    return broken * _MOST_SHARE <= len(text) - len(text.encode("ascii", "ignore")) - broken


def _choice(body: bytes, fair: list[str]) -> str:
    if len(fair) == 1:
        return fair[0]
    if fair:
        sample = body[:_SAMPLE].rpartition(b">")[0] or body[:_SAMPLE]
        best = from_bytes(sample, cp_isolation=list(fair), preemptive_behaviour=False).best()
        return best.encoding if best else fair[0]
    return _declared(body) or "gb18030"


def _declared(body: bytes) -> str | None:
    """A declared one-byte encoding; others have been tried, or are none for text."""
    found = _DECLARED.search(body[:1_000])
    name = found[1].decode("ascii").lower() if found else ""
    return name if re.fullmatch(r"iso-8859-\d{1,2}|windows-125\d", name) else None
