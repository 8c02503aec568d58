"""The cue word that ends at a place."""

from core.masking.cues import DEEDS, LABELS, ROLES

BY_ENDING: dict[str, list[str]] = {}
"""The last two characters of a cue word -> the words that end so, the longest first."""
for _word in sorted(LABELS | ROLES | DEEDS, key=lambda word: (-len(word), word)):
    BY_ENDING.setdefault(_word[-2:], []).append(_word)


def word_before(text: str, end: int) -> str:
    """The longest cue word that ends here."""
    for word in BY_ENDING.get(text[end - 2 : end], ()):
        if text.startswith(word, max(0, end - len(word)), end):
            return word
    return ""
