"""The command line: `minsheng`. Exit code 0 well, 1 the reader can mend it, 2 wrong usage."""

import atexit
import gc
import importlib
import sys
from types import TracebackType

import typer
from typer.core import TyperCommand, TyperGroup

from core.errors import MinshengError
from core.i18n import gettext as _
from jobs.commands import COMMANDS
from jobs.sweeping import unswept


class Commands(TyperGroup):
    """All commands by name; the module of one is imported when it is called."""

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # what Typer hands every group
        for name, (_module, sentence) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=sentence))

    def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def]  # Typer's own Click
        name, found, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else found, rest


def load(name: str) -> object:
    """The command of this name, with its options."""
    part = typer.Typer()
    part.callback()(lambda: None)  # makes a group of it, however few commands the module has
    with unswept():
        importlib.import_module(f"jobs.commands.{COMMANDS[name][0]}").register(part)
    return typer.main.get_group(part).commands[name]


app = typer.Typer(
    name="minsheng",
    cls=Commands,
    help="民声：汇集群众诉求，发现热点事项，盯住答复时限。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.callback()(lambda: None)


def main() -> None:
    """Run one command; an error becomes one sentence, never a traceback."""
    sys.excepthook = _unexpected
    atexit.register(gc.freeze)  # the last search for cycles reads all there is, to free nothing
    try:
        app()
    except MinshengError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)


def _unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write(_("已中断，已经写入的数据都在，重新运行会接着做。") + "\n")
        return
    import logging

    from config import logs  # most commands end well

    try:
        raise error.with_traceback(trace)
    except kind:
        reference = logs.incident(logging.getLogger("minsheng"), "command failed")
    sys.stderr.write(_("程序出错，编号 {reference}，详情见日志。", reference=reference) + "\n")


if __name__ == "__main__":
    main()
