"""CPU time of `remind` with many live alarms: python -m tests.measure.alarms

For 1,000 and 10,000 hot issues, each an alarm that was told: the first look that keeps them, and
a look later at which nothing changed. The ratio tells whether the work grows in proportion.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cases import alerting
from config import settings, tables
from core.alarms import Contact
from core.issues import Issue
from core.scope import Actor, Scope
from jobs import remind
from jobs.office import Office
from store import alarms, issues

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def main() -> None:
    """Print the table."""
    few, many = looks(1_000), looks(10_000)
    for name, one, other in zip(("first look", "nothing changed"), few, many, strict=True):
        print(f"{name}: 1,000 alarms {one:.2f} s, 10,000 alarms {other:.2f} s CPU, "
              f"ratio {other / one:.1f}")  # fmt: skip


def looks(count: int) -> tuple[float, float]:
    """CPU seconds of the first look and of one at which nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        found = settings.load({"MINSHENG_HOME": folder})
        office = Office(found, tables.load(found))
        people = [Contact(0, "", "A", "", "mail", "office@example.gov.cn")]
        alerting.put_contacts(office.store, Actor("li"), people, NOW)
        made = [
            Issue(f"m{n}", f"事项{n}", "other", "云杉", "停水", 9, NOW, NOW, 80.0, NOW, "II", "多")
            for n in range(count)
        ]
        issues.save(office.store, Scope.ALL, made)
        first = timed(lambda: work(office, NOW))
        assert len(alarms.known(office.store, Scope.ALL, NOW)) == count
        later = timed(lambda: remind.plan(office, NOW + timedelta(hours=1)))
        office.store.close()
    return first, later


def work(office: Office, now: datetime) -> None:
    """All that `remind` has to do now."""
    while subjects := remind.due(office, now):
        for subject in subjects:
            remind.run(office, subject, now)


def timed(what: Callable[[], object]) -> float:
    """CPU seconds that it takes."""
    started = time.process_time()
    what()
    return time.process_time() - started


if __name__ == "__main__":
    main()
