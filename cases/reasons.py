"""What officials write beside a deed: why, or a name for it. Masked like everything else."""

from core.draft_check import cleaned
from core.errors import InputError

LONGEST = 500


def reasoned(text: str, most: int = LONGEST) -> str:
    """The reason of a deed without personal data (an office's telephone stays).

    Raises InputError for none, and for one of more than `most` characters.
    """
    why = cleaned(text)
    if not 1 <= len(why) <= most:
        raise InputError("请写明理由或依据，1 至 {limit} 个字。", limit=most)
    return why


def line(text: str) -> str:
    """The same of what stands in one line, such as a name or a title; empty for nothing."""
    return cleaned(" ".join(text.split()))
