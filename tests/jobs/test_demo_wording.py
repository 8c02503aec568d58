"""On the demonstration: what was planted wrong is found, and right replies raise nothing."""

from collections import Counter
from datetime import date

import pytest

from config import settings, tables
from core.scope import Scope
from jobs import demonstrate
from jobs.demo import agreeing
from jobs.demonstrate import Wish
from jobs.office import Office
from store import procedures, releases, reply_checks

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_what_was_planted_is_found_and_nothing_else(tmp_path) -> None:
    found = settings.load({"MINSHENG_HOME": str(tmp_path)})
    office = Office(found, tables.load(found))
    demonstrate.load(office, Wish(messages=500, until=date(2026, 11, 22)))
    told = reply_checks.findings(office.store, Scope.ALL)
    wanted = {row["sort"]: row["count"] for row in agreeing.book("wording")["letters"]["reply"]}
    right = wanted.pop("right")
    assert right == 5
    assert Counter(row["sort"] for row in told) == wanted
    assert len({row["subject_id"] for row in told}) == sum(wanted.values())
    sorts = [
        {remark["sort"] for remark in row["remarks"]}
        for row in releases.listed(office.store, Scope.ALL)
    ]
    assert {"citation", "contradicts", "contact"} <= sorts[0]
    assert sorts[1] == {"contact"}
    flows = Counter(one.flow for one in procedures.running(office.store, Scope.ALL))
    assert flows == {"disclosure": 2, "petition": 2, "consultation": 2}
    office.store.close()
