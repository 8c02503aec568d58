"""Finding the header among the first rows, and giving cells their names."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from core.errors import InputError
from core.i18n import gettext as _

_TOLD = 2
_LONGEST_NAME = 30
_NUMBER = re.compile(r"\d{5}")
LOOK_AT = 20
"""Official tables often carry a title and a date above the header."""

OR = "\x1f"
"""Between the spellings of one wanted column, the plainest first; no clean name holds it."""

NumberedRow = tuple[int, dict[str, str], str]


def clean_name(cell: object) -> str:
    """A header as people see it: no stray white space, no byte-order mark, half width."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell))
    return "".join(text.replace("\ufeff", "").split())


def find(rows: Sequence[Sequence[object]], wanted: frozenset[str]) -> int | None:
    """The position of the first row that holds all wanted names, each in one of its spellings."""
    for position, row in enumerate(rows[:LOOK_AT]):
        if not _lacking(wanted, {clean_name(cell) for cell in row}):
            return position
    return None


def _lacking(wanted: Iterable[str], present: Collection[str]) -> list[str]:
    return [name for name in wanted if not any(part in present for part in name.split(OR))]


def missing(name: str, rows: Sequence[Sequence[object]], wanted: frozenset[str]) -> InputError:
    """The sentence that says which columns the table lacks."""
    best = max(
        ([clean_name(cell) for cell in row] for row in rows[:LOOK_AT]),
        key=lambda names: -len(_lacking(wanted, names)),
        default=[],
    )
    lacking = "、".join("/".join(name.split(OR)[:_TOLD]) for name in sorted(_lacking(wanted, best)))
    if any(map(_is_data, best)):
        present = _("首行像是数据，不是表头")
    else:
        present = "、".join(cell for cell in best if cell)[:200]
    return InputError(
        "文件 {name} 缺少列：{lacking}（现有列：{present}）。"
        "请核对表头；导入时以所用映射（profile）的列名为准。",
        name=name,
        lacking=lacking,
        present=present or "—",
    )


def _is_data(cell: str) -> bool:
    """Whether a cell of what should be the header says something of a person or a matter: the
    sentence about it is kept and mailed, so that it must not be quoted."""
    from core.masked import masked  # its patterns take longer to read than a table
    from core.masking.unannounced import length

    is_long = len(cell) > _LONGEST_NAME or _NUMBER.search(cell) is not None
    bare = bool(cell) and length(cell, 0, 0) == len(cell)
    return is_long or bare or bool(masked(cell).kinds)


def named(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> Iterator[NumberedRow]:
    """Rows as name -> cell; blank rows are no rows, ragged ones say so.

    Of columns with one name the first that says something counts.
    """
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == len(header):
            yield number, _row(header, cells), ""
            continue
        extra = [cell for cell in cells[len(header) :] if cell.strip()]
        fault = _fault(header, cells) if extra or len(cells) < len(header) else ""
        whole = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
        yield number, _row(header, whole) | ({"": " ".join(extra)} if extra else {}), fault


def _fault(header: Sequence[str], cells: Sequence[str]) -> str:
    told = _("列数不符：表头 {header} 列，本行 {row} 列", header=len(header), row=len(cells))
    lines = 1 + max(cell.count("\n") for cell in cells)
    if lines > 1 and len(cells) < len(header):  # a quote that never closes swallows what follows
        told += _("；其中一格有 {n} 行，引号可能没有成对，请核对后再导入", n=lines)
    return told


def _row(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    row: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=True):
        if name and not row.get(name, "").strip():
            row[name] = cell
    return row
