"""How long labelling takes to start, and how much memory it holds after a thousand messages."""

import sys
import time
from pathlib import Path

from core.i18n import gettext as _
from core.i18n import mark
from jobs.bench import Ground, Line, alone, at_most, material
from jobs.commands import printing

TITLE = mark("启动与内存")
_SECONDS = 2.0
_MEGABYTES = 400.0
_MESSAGES = 1_000


def measure(ground: Ground) -> list[Line]:
    """From the start of Python to the first label, and the memory held at most."""
    found = alone.run("jobs.bench.start", str(ground.texts or ""))
    return [
        at_most(_("从启动到第一个标签"), found["seconds"], _("秒"), _SECONDS),
        at_most(_("打完一千件后的内存"), found["megabytes"], "MB", _MEGABYTES),
    ]


def seconds_and_memory(texts: Path | None) -> dict[str, float]:
    """Processor seconds of this process until its first label; then memory."""
    import polars as pl

    import analysis
    from jobs.office import open_office

    materials = open_office().plain_materials
    first = pl.DataFrame({"title": ["路灯坏了"], "text": ["晚上很黑"]})
    analysis.label(first, materials)
    took = time.process_time()
    pairs = material.pairs(Ground(texts, _MESSAGES))
    kinds = {"title": pl.String, "text": pl.String}
    analysis.label(pl.DataFrame(pairs, schema=kinds, orient="row"), materials)
    return {"seconds": took, "megabytes": alone.memory()}


if __name__ == "__main__":
    printing.as_json(seconds_and_memory(Path(sys.argv[1]) if sys.argv[1] else None))
