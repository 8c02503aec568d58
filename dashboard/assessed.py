"""The figures of an assessment as the reader may see them, gathered from what the store counts."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.assessment import Figure, Scheme
from core.times import day_start
from dashboard.loaders import Stood
from dashboard.visit import Visit
from reports import assessing


def figures(
    here: Visit, scheme: Scheme, since: date, until: date
) -> Mapping[str, Mapping[str, Figure]]:
    """Unit -> measure -> figure, of a period with both days included."""
    work = here.work
    start, end = day_start(since), day_start(until + timedelta(days=1))
    now = min(here.now, end)
    counts = here.reader.counted("call_backs", start, end, "unit")
    parts = [assessing.called_back(counts, here.tables.policy)]
    rule = here.tables.rules.get(scheme.rule)
    if rule is not None and rule.record:
        asked = Stood((start, end), "unit", end, listed=False)
        parts.append(assessing.on_time(here.reader.standing(here.settings, rule, asked).cells))
    for flow, duty, measure in (
        ("disclosure", "reply", "disclosure"),
        ("consultation", "publish_adoption", "consultation"),
    ):
        found = here.reader.kept("procedures", "opened_between", flow, start, end)
        parts.append(assessing.procedures(found, duty, measure, work, now))
    rounds = here.reader.kept("assessments", "rounds", since, until)
    parts.append(assessing.signing(rounds, until))
    parts.append(assessing.upkeep(here.reader.kept("knowledge", "listed"), until))
    return assessing.figures(parts)
