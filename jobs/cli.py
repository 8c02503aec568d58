"""The command line: `minsheng`. Exit code 0 well, 1 the reader can mend it, 2 wrong usage."""

import logging
import sys
from types import TracebackType

import typer

from config import logs
from core.errors import MinshengError
from core.i18n import gettext as _
from jobs.commands import (
    care,
    clocks,
    data,
    finding,
    learning,
    privacy,
    rules,
    serving,
    steps,
)

app = typer.Typer(
    name="minsheng",
    help="民声：汇集群众诉求，发现热点事项，盯住答复时限。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for part in (serving, data, steps, clocks, rules, learning, finding, privacy, care):
    part.register(app)


def main() -> None:
    """Run one command; an error becomes one sentence, never a traceback."""
    sys.excepthook = _unexpected
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
    try:
        raise error.with_traceback(trace)
    except kind:
        reference = logs.incident(logging.getLogger("minsheng"), "command failed")
    sys.stderr.write(_("程序出错，编号 {reference}，详情见日志。", reference=reference) + "\n")


if __name__ == "__main__":
    main()
