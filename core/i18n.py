"""Translation of every sentence a person reads.

The Chinese sentence is the message id, so Chinese needs no catalogue; other languages are
gettext catalogues that a front door loads and hands in with `use`.
"""

from contextvars import ContextVar
from gettext import NullTranslations

_current: ContextVar[NullTranslations | None] = ContextVar("translations", default=None)


def use(translations: NullTranslations) -> None:
    """Translate with these catalogues in the current context (thread, task or page)."""
    _current.set(translations)


def current() -> NullTranslations | None:
    """The catalogues in use; None for Chinese without any."""
    return _current.get()


def gettext(sentence: str, /, **values: object) -> str:
    """The sentence in the reader's language, with its {placeholders} filled in."""
    translations = _current.get()
    translated = translations.gettext(sentence) if translations else sentence
    return translated.format(**values) if values else translated


def mark(sentence: str) -> str:
    """Mark a sentence for the catalogue now; it is translated where it is shown."""
    return sentence
