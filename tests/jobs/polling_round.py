"""Run by test_five_hundred_feeds in a process of its own: one round, and what it cost."""

import json
import sys
import time

from jobs import runner
from jobs.office import open_office
from tests import memory


def main() -> None:
    """Collect whatever is due, once; tell the outcome as JSON."""
    office = open_office()
    started = time.monotonic()
    ticked = runner.tick(office, "collect")
    told = {
        "done": ticked.done,
        "failed": ticked.failed,
        "seconds": round(time.monotonic() - started, 1),
        "peak_mb": memory.peak_mb(),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    office.store.close()


if __name__ == "__main__":
    main()
