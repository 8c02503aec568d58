"""Finding the header among the first rows, and giving cells their names."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from core.errors import InputError
from core.i18n import gettext as _

LOOK_AT = 20
"""Official tables often carry a title and a date above the header."""

NumberedRow = tuple[int, dict[str, str], str]


def clean_name(cell: object) -> str:
    """A header as people see it: no stray white space, no byte-order mark, half width."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell))
    return "".join(text.replace("\ufeff", "").split())


def find(rows: Sequence[Sequence[object]], wanted: frozenset[str]) -> int | None:
    """The position of the first row that holds all wanted names."""
    for position, row in enumerate(rows[:LOOK_AT]):
        if wanted <= {clean_name(cell) for cell in row}:
            return position
    return None


def missing(name: str, rows: Sequence[Sequence[object]], wanted: frozenset[str]) -> InputError:
    """The sentence that says which columns the table lacks."""
    best = max(
        ([clean_name(cell) for cell in row] for row in rows[:LOOK_AT]),
        key=lambda names: len(wanted & set(names)),
        default=[],
    )
    lacking = "、".join(sorted(wanted - set(best)))
    present = "、".join(cell for cell in best if cell)[:200]
    return InputError(
        "文件 {name} 缺少列：{lacking}（现有列：{present}）。"
        "请核对表头，或用 --profile 换一个列映射。",
        name=name,
        lacking=lacking,
        present=present or "—",
    )


def named(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> Iterator[NumberedRow]:
    """Rows as name -> cell; blank rows are no rows, ragged ones say so."""
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        extra = [cell for cell in cells[len(header) :] if cell.strip()]
        fault = ""
        if extra or len(cells) < len(header):
            fault = _(
                "列数不符：表头 {header} 列，本行 {row} 列", header=len(header), row=len(cells)
            )
        whole = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
        row = {name: cell for name, cell in zip(header, whole, strict=True) if name}
        yield number, row | ({"": " ".join(extra)} if extra else {}), fault
