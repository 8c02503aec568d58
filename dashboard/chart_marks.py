"""The marks of a chart as a list: what each is called and what it carries (its customdata)."""

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

BETWEEN = "|"


def parts(carried: Any) -> list[str]:
    """What a mark carries: one code, or several."""
    return [str(part) for part in (carried if isinstance(carried, (list, tuple)) else [carried])]


def named(figure: go.Figure) -> list[tuple[str, str]]:
    """Name and code of each mark that counts something, as far as its chart tells them apart."""
    found: dict[str, str] = {}
    for trace in figure.data:
        for said, carried in _marks(trace):
            found.setdefault(BETWEEN.join(parts(carried)), said)
    return [(said, code) for code, said in found.items()]


def _marks(trace: Any) -> Iterator[tuple[str, Any]]:
    if trace.customdata is None or not isinstance(trace.x, (list, tuple)):
        return
    across = trace.orientation == "h"
    told = trace.hovertext if isinstance(trace.hovertext, (list, tuple)) else None
    for place, carried in enumerate(trace.customdata):
        where, number = trace.x[place], trace.y[place]
        if across:
            where, number = number, where
        if told:
            yield str(told[place]), carried
        elif number:
            of = f"{trace.name} " if trace.name else ""
            yield f"{of}{_short(where)}：{_count(number)}", carried


def _short(where: Any) -> str:
    return where.isoformat() if hasattr(where, "isoformat") else str(where)


def _count(number: Any) -> str:
    return f"{number:g}" if isinstance(number, (int, float)) else str(number)
