"""Printing tables, JSON and progress."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from core.i18n import gettext as _

if TYPE_CHECKING:
    from jobs.importing import Progress as Told

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出。")]
FromHistory = Annotated[
    bool, typer.Option("--history", help="诉求就地读自历史数据（Parquet），不读数据库。")
]


def as_json(found: object) -> None:
    """One JSON object (or list) on stdout."""
    sys.stdout.write(json.dumps(found, ensure_ascii=False, default=str) + "\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on stdout."""
    from rich.console import Console  # most commands print no table
    from rich.table import Table

    shown = Table(*columns, highlight=False)
    for row in rows:
        shown.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(markup=False, highlight=False).print(shown)


def line(sentence: str) -> None:
    """One sentence on stdout."""
    sys.stdout.write(sentence + "\n")


def pairs(found: Mapping[str, object]) -> None:
    """Names and values on stdout, one pair a line."""
    for name, value in found.items():
        line(f"{name}: {value}")


@contextmanager
def progress(title: str, quiet: bool) -> Iterator["Told"]:
    """A progress bar on stderr, where a person is watching."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    bar = Progress(
        SpinnerColumn(),
        TextColumn(title, markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(_("行")),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
