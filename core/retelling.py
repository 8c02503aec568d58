"""Sentences that the program made in Chinese and stored, once more in the reader's language.

Why an issue is hot and what an alarm says is written when it is found, by a process that knows no
reader. Each was made from sentences of the catalogue: the one that fits with the most characters
of its own is taken, and what stood in its places is put into its translation.
"""

import re
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations

from core import i18n

_PLACE = re.compile(r"\{(\w+)\}")
_COUNTED = re.compile(r"(.+) ([\d,]+)")


def retold(sentence: str) -> str:
    """The sentence in the reader's language; as it is in Chinese, and where nothing fits."""
    found = i18n.current()
    return _catalogue(found).tell(sentence) if isinstance(found, GNUTranslations) else sentence


class _Catalogue:
    """The sentences of one language, to be found by what they became in Chinese."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._plain: dict[str, str] = {}
        found = []
        for chinese, told in pairs:
            if "{" not in chinese:
                self._plain[chinese] = told
                continue
            parts = [part for part in _PLACE.split(chinese)[::2] if part]
            own = sum(map(len, parts))
            if own > 1:
                found.append((own, parts, _pattern(chinese), told))
        found.sort(key=lambda one: -one[0])
        self._patterns = [(parts, pattern, told) for _own, parts, pattern, told in found]

    def tell(self, sentence: str) -> str:
        """The whole as one sentence, clause by clause, or what is said of something named."""
        whole = self._one(sentence)
        if whole is not None:
            return whole
        if "；" in sentence[1:]:
            return "".join(map(self.tell, re.split("(?<!^)(?=；)", sentence)))
        name, colon, said = sentence.rpartition("：")
        told = self._one(said) if colon else None
        return sentence if told is None else f"{name}: {told}"

    def _one(self, sentence: str) -> str | None:
        if sentence in self._plain:
            return self._plain[sentence]
        for parts, pattern, told in self._patterns:
            if all(part in sentence for part in parts):
                fits = pattern.fullmatch(sentence)
                if fits:
                    given = {name: self._value(value) for name, value in fits.groupdict().items()}
                    return _PLACE.sub(lambda place, given=given: given[place[1]], told)  # type: ignore[misc]
        return None

    def _value(self, value: str) -> str:
        """What stood in a place: words of the program are translated, everything else stays."""
        if "、" not in value:
            told = self._one(value) if value else None
            if told is not None:
                return told
        else:
            joined = self._plain.get("、", "、")
            return joined.join(map(self._value, value.split("、")))
        counted = _COUNTED.fullmatch(value)
        return f"{self._value(counted[1])} {counted[2]}" if counted else value


@cache
def _catalogue(found: GNUTranslations) -> _Catalogue:
    pairs = [(text, told) for text, told in found._catalog.items() if isinstance(text, str)]  # type: ignore[attr-defined]
    return _Catalogue((text, told) for text, told in pairs if text and told)


def _pattern(chinese: str) -> re.Pattern[str]:
    """What a sentence becomes with its places filled; a place never holds a whole clause."""
    pieces, seen = [], set[str]()
    for number, part in enumerate(_PLACE.split(chinese)):
        if number % 2 == 0:
            pieces.append(re.escape(part))
        elif part in seen:
            pieces.append(f"(?P={part})")
        else:
            seen.add(part)
            pieces.append(f"(?P<{part}>[^；]*?)")
    return re.compile("".join(pieces), re.DOTALL)
