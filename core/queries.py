"""Is a query one that only reads? Asked before it is sent; the database forbids writing besides."""

from typing import Any

import sqlparse
from sqlparse import tokens
from sqlparse.exceptions import SQLParseError

from core.i18n import gettext as _

_READS = "SELECT"
_WRITES = frozenset({"INTO"})


def problem(query: str) -> str:
    """Why the query may not be sent: not one SELECT (or WITH … SELECT), or it changes, creates
    or locks something, or names parameters. "" where it may."""
    try:
        parsed: list[Any] = list(sqlparse.parse(query))
    except SQLParseError:
        return _("看不懂这个查询")
    found = [one for one in parsed if one.token_first(skip_cm=True)]
    if len(found) != 1 or found[0].get_type() != _READS:
        return _("只能写一个 SELECT（或 WITH … SELECT）查询")
    for token in found[0].flatten():
        writes = token.ttype in tokens.Keyword.DML and token.normalized != _READS
        if writes or token.ttype in tokens.Keyword.DDL or _is_into(token):
            return _("查询里有“{word}”，这里只能读取", word=token.value)
        if token.ttype in tokens.Name.Placeholder:
            return _("查询里不能有参数“{word}”，增量的条件会自动加上", word=token.value)
    return ""


def _is_into(token: Any) -> bool:
    return bool(token.ttype in tokens.Keyword and token.normalized in _WRITES)


def bare(query: str) -> str:
    """The query as it can stand inside another: without its last semicolon and comments."""
    return str(sqlparse.format(query, strip_comments=True)).strip().rstrip(";").strip()
