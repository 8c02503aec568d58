"""JMESPath expressions as operators write them: Chinese names may stand without quotes."""

import re
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

_PARTS = re.compile(r'"[^"]*"|\'[^\']*\'|`[^`]*`|\w+')


@lru_cache(maxsize=512)
def compiled(expression: str) -> Any:
    """The expression, ready to `search`. Raises JMESPathError.

    JMESPath wants names quoted that are not plain ASCII; `承办.单位` is read as
    `"承办"."单位"`.
    """
    return jmespath.compile(_PARTS.sub(_quoted, expression))


def _quoted(part: re.Match[str]) -> str:
    word = part[0]
    return word if word.isascii() or word[0] in "\"'`" else f'"{word}"'


def is_valid(expression: str) -> bool:
    """Can the expression be read?"""
    try:
        compiled(expression)
    except JMESPathError:
        return False
    return True


def ask(expression: str, found: Any) -> Any:
    """What an expression finds in a document; None where it does not fit."""
    try:
        return compiled(expression).search(found)
    except (JMESPathError, TypeError, ValueError, RecursionError, OverflowError):
        return None
