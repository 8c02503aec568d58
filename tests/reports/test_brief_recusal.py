"""回避 in briefings: every section that names an issue says whom the issue accuses."""

from datetime import UTC, datetime
from types import SimpleNamespace

import polars as pl

from reports.briefs import urgent
from reports.briefs.content import Writing

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLOCK = {
    "judgement": 3, "issue": 7, "name": "路灯", "judged_at": NOW, "grade": "重大", "rule": "R",
    "what": "回应", "law": "示例", "due_at": NOW, "state": "正在计时", "left_hours": 2.0,
}  # fmt: skip


def read(name, *asked):
    nothing = pl.DataFrame(schema={"judgement": pl.Int64, "published_at": pl.Datetime("us", "UTC")})
    return {"response_clocks": [CLOCK], "published": nothing, "accused": {"water"}}[name]


def test_a_judged_issue_that_accuses_a_unit_speaks_against_it():
    writing = Writing()
    section = urgent.answers(SimpleNamespace(read=read, asof=NOW), writing)
    assert len(section.lines) == 3
    assert writing.accused == {"water"}
