"""Sentences of errors that are kept: on pages, in mails and in the store somebody reads them."""

from core import privacy
from core.errors import MinshengError


def kept(error: MinshengError | str) -> str:
    """An error as it may be kept. It may quote what it complains of, a file's name or a cell, and
    is masked like a text."""
    return privacy.mask_text(str(error))
