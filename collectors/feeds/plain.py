"""Markup of feeds -> plain text. What comes out is still untrusted: pages escape it."""

import re
from html import unescape
from html.parser import HTMLParser

_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_EMBEDDED = frozenset({"iframe", "object"})
"""What stands in place of these is for browsers that cannot show them; careless pages never end
one, and then the rest is the article."""
_BREAKS = frozenset(
    {
        "p",
        "br",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "blockquote",
        "section",
    }
)
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|font|img|ul|ol|li|table|tr|td|h[1-6]|script|style|iframe"
    r"|center|section|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_NO_TAG = re.compile(r"<[!?][^<>]*>|<[^<>]{5000,}>")
_NO_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_UNENDED = re.compile(r"<(?![^<>]*>)")
_TWICE = 2


def plain(value: str, is_html: bool) -> str:
    """The words of a title or an article, without tags, scripts and entities.

    Markup that was escaped once too often is taken away as well.
    """
    text = _stripped(value) if is_html else unescape(_NO_REFERENCE.sub("", value))
    for _again in range(_TWICE):
        if not _MARKUP.search(text):
            break
        text = _stripped(text)
    return text


def _stripped(markup: str) -> str:
    ended = {name for name in _EMBEDDED if f"</{name}" in markup.lower()}
    reader = _Words(_HIDDEN | ended)
    reader.feed(_closed(markup))
    reader.close()
    return "".join(reader.words)


def _closed(markup: str) -> str:
    """Without what the standard parser cannot bear: declarations of office programs, on which
    it fails, and comments and tags without an end, which it seeks again and again, for
    minutes in a hostile text."""
    kept, position = [], 0
    while (start := markup.find("<!--", position)) >= 0:
        end = markup.find("-->", start)
        kept.append(markup[position:start])
        position = end + 3 if end >= 0 else len(markup)
    kept.append(markup[position:])
    tags = _NO_TAG.sub("", _NO_REFERENCE.sub("", "".join(kept)))
    return _UNENDED.sub("&lt;", tags)


class _Words(HTMLParser):
    """Collects what a person would read."""

    def __init__(self, unread: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._unread = unread
        self.words: list[str] = []
        self._hidden = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._hidden and tag in self._unread:
            self._hidden = tag
        if tag == self._hidden:
            self._depth += 1
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._depth -= 1
            self._hidden = self._hidden if self._depth else ""
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
