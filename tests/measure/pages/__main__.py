"""How long each page waits for its data, over an installation of any size.

    python -m tests.measure.pages [HOME] [--rounds N] [--only NAME] [--period CODE]

The real pages run in this process. `data` is the time spent in the functions through which pages
read the store; the rest of a run is drawing. A first view finds nothing kept (the 95th percentile
of some rounds is shown, the very first apart); a second view follows within the time that answers
are kept. Goals: 1 s at a first view, 300 ms at the 95th percentile of second ones. With
MINSHENG_MEASURE_CPU=1 seconds are of this process's processor, for a machine that others use too.
"""

import argparse
import logging
import os
import statistics
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

FIRST, SECOND = 1.0, 0.3
CLOCK = time.process_time if os.environ.get("MINSHENG_MEASURE_CPU") else time.perf_counter
SCRIPT = Path(__file__).parents[3] / "dashboard" / "app.py"
LOADERS = (
    "alarms_listed", "asked", "confidential_counts", "counted", "desk", "judged", "kept", "note",
    "page", "read", "slowly", "standing", "times", "todays", "voices_of", "website",
)  # fmt: skip


class Watch:
    """Seconds spent reading since `reset`, and by which call the most."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._inside = False

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def measured(*arguments: Any, **named: Any) -> Any:
            if self._inside:
                return work(*arguments, **named)
            self._inside, started = True, CLOCK()
            try:
                return work(*arguments, **named)
            finally:
                self._inside = False
                told = ".".join([name, *(a for a in arguments[2:4] if isinstance(a, str))])
                self.spent[told] = self.spent.get(told, 0) + CLOCK() - started

        measured.clear = work.clear  # type: ignore[attr-defined]
        return measured


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", nargs="?", default=os.environ.get("MINSHENG_HOME", "var"))
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", default="")
    asked.add_argument("--period", default="", help="a period by its code in addresses: year")
    wanted = asked.parse_args()
    os.environ["MINSHENG_HOME"] = wanted.home
    walk(wanted.rounds, wanted.only, wanted.period)


def walk(rounds: int, only: str, period: str) -> None:
    from streamlit.testing.v1 import AppTest

    from dashboard import caching, loaders
    from dashboard.app import PAGES

    logging.disable(logging.WARNING)  # Streamlit's, that no browser is there

    watch = Watch()
    for name in LOADERS:
        setattr(loaders, name, watch.timed(name, getattr(loaders, name)))

    def look(code: str) -> tuple[float, float]:
        watch.spent.clear()
        app = AppTest.from_file(str(SCRIPT), default_timeout=300)
        app._page_hash = code
        if period:
            app.query_params["period"] = period
        started = CLOCK()
        app.run()
        taken = CLOCK() - started
        if app.exception:
            raise SystemExit(f"{code}: {app.exception[0].message}")
        return sum(watch.spent.values()), taken

    start = AppTest.from_file(str(SCRIPT), default_timeout=300).run()
    codes = {str(told["url_pathname"]): code for code, told in start._registered_pages.items()}
    print("| page | very first | first view, p95 | second view, p95 | whole run | slowest read |")
    print("|---|---|---|---|---|---|")
    worst = [0.0, 0.0]
    for page in PAGES:
        if page.hidden or (only and page.name != only):
            continue
        code = "" if page.name == "overview" else codes.get(page.name, "")
        caching.clear()
        first, _whole = look(code)
        empty, again, wholes, told = [], [], [], ""
        for _round in range(rounds):
            caching.clear()
            data, whole = look(code)
            empty.append(data)
            wholes.append(whole)
            slowest = max(watch.spent, key=lambda one: watch.spent[one], default="")
            told = f"{slowest} {watch.spent.get(slowest, 0.0) * 1e3:.0f} ms"
            again.append(look(code)[0])
        one, two = _p95([first, *empty]), _p95(again)
        worst = [max(worst[0], one), max(worst[1], two)]
        marks = ("" if one <= FIRST else " ✗", "" if two <= SECOND else " ✗")
        print(
            f"| {page.name} | {first * 1e3:.0f} ms | {one * 1e3:.0f} ms{marks[0]} "
            f"| {two * 1e3:.0f} ms{marks[1]} | {statistics.median(wholes):.2f} s | {told} |",
            flush=True,
        )
    print(f"\nWorst: {worst[0] * 1e3:.0f} ms at a first view, {worst[1] * 1e3:.0f} ms at a second.")


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * len(values)))]


if __name__ == "__main__":
    main()
