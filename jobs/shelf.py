"""What briefings read from the store, by name: the one way from the cellar to their sections."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from core.deadline import Deadline
from core.deadline_standing import standing, strictest
from core.i18n import gettext as _
from core.i18n import mark
from core.judgement import Judgement, answered
from core.scope import Actor, Scope
from jobs.office import Office
from store import briefing_frames, case_lists, counts, frames, judgements, rates, recusal, voices
from store.frames import Filter

_MOST = 5_000
_STANDINGS = {
    "normal": mark("正在计时"),
    "soon": mark("临期"),
    "overdue": mark("已超期"),
    "suspended": mark("中止"),
    "in_time": mark("已按期回应"),
    "late": mark("已超期回应"),
}
_RUNNING = frozenset({"normal", "soon", "overdue"})


def reader(office: Office, issue: int = 0) -> Callable[..., Any]:
    """`read(name, *arguments)` for one briefing; the same question is asked of the store once."""
    shelf = _Shelf(office, issue)

    @cache
    def asked(name: str, arguments: tuple[Any, ...]) -> Any:
        return getattr(shelf, name)(*arguments)

    def read(name: str, *arguments: Any) -> Any:
        return asked(name, tuple(_frozen(argument) for argument in arguments))

    return read


def _frozen(argument: Any) -> Any:
    if isinstance(argument, str) or not isinstance(argument, Sequence):
        return argument
    return tuple(_frozen(one) for one in argument)


class _Shelf:
    """The frames; each method is named as reports.briefs.material says."""

    def __init__(self, office: Office, issue: int) -> None:
        self._office, self._store, self._issue = office, office.store, issue

    def days(self, *period: Any) -> Any:
        return frames.days(self._store, Scope.ALL, *period)

    def span(self) -> Any:
        return counts.span(self._store, Scope.ALL)

    def hours(self, *period: Any) -> Any:
        return frames.hours(self._store, Scope.ALL, *period)

    def spread(self, *asked: Any) -> Any:
        return briefing_frames.spread(self._store, Scope.ALL, *asked)

    def topics(self, *asked: Any) -> Any:
        return briefing_frames.topics(self._store, Scope.ALL, *asked)

    def words(self, *period: Any) -> Any:
        return briefing_frames.words(self._store, Scope.ALL, *period)

    def news(self, *period: Any) -> Any:
        return briefing_frames.news(self._store, Scope.ALL, *period)

    def active(self, *moments: Any) -> Any:
        return briefing_frames.active(self._store, Scope.ALL, *moments)

    def urgent(self, *asked: Any) -> Any:
        return briefing_frames.urgent(self._store, Scope.ALL, *asked)

    def papers(self, since: Any, until: Any, kind: str) -> Any:
        return briefing_frames.papers(self._store, Scope.ALL, kind, since, until)

    def replied_to(self, issue: int) -> int:
        return briefing_frames.replied_to(self._store, Scope.ALL, issue)

    def issues(self, since: datetime) -> Any:
        return frames.hot_issues(self._store, Scope.ALL, since, _MOST)

    def members(self, issue: int) -> Any:
        return frames.messages_page(self._store, Scope.ALL, Filter(issue=issue), limit=_MOST)

    def issue_span(self) -> tuple[datetime, datetime]:
        found = frames.issue(self._store, Scope.ALL, self._issue)
        assert found is not None
        return found["first_at"], found["last_at"] + timedelta(microseconds=1)

    def voices(self, issue: int) -> dict[int, int]:
        return voices.of_issue(self._store, Scope.ALL, issue)

    def accused(self, issue: int) -> set[str]:
        return recusal.accused_by(self._store, Scope.ALL, [issue]).get(issue, set())

    def call_backs(self, since: Any, until: Any, by: str, on: str) -> Any:
        return rates.call_backs(self._store, Scope.ALL, since, until, by, on=on)

    def spans(self, since: Any, until: Any, clock: tuple[str, str, str]) -> Any:
        return rates.spans(self._store, Scope.ALL, (since, until), clock)

    def cases(self) -> Any:
        return case_lists.open_cases(self._store, Scope.ALL)

    def cases_on(self, issues: Sequence[int]) -> Any:
        found = case_lists.of_subjects(self._store, Scope.ALL, "issue", issues)
        files = {
            number: case_lists.file(self._store, Scope.ALL, case.id)
            for number, case in found.items()
        }
        return {number: (file.case, file.clocks) for number, file in files.items() if file}

    def proposals(self) -> Any:
        return judgements.proposals(self._store, Scope.ALL)

    def judged(self) -> Any:
        return judgements.judged(self._store, Scope.ALL)

    def published(self) -> Any:
        return judgements.published(self._store, Scope.ALL)

    def response_clocks(self, asof: datetime) -> list[dict[str, Any]]:
        """公开回应时限 of judged issues, each as a row."""
        told = self.published()
        rows: list[dict[str, Any]] = []
        for row in self.judged().rows(named=True):
            said = Judgement(
                Actor(row["judged_by"]), row["judged_at"], row["type"], row["grade"], row["basis"]
            )
            mine = [
                (one["kind"], one["published_at"])
                for one in told.rows(named=True)
                if one["judgement"] == row["id"]
            ]
            rules = self._office.tables.rules.values()
            clocks = strictest(answered(said, mine, rules, self._office.work_time))
            clocks = sorted(clocks, key=lambda one: (one.due_at is None, one.due_at or asof))
            rows += [_clock(row, found, asof) for found in clocks]
        return rows


def _clock(row: Mapping[str, Any], found: Deadline, asof: datetime) -> dict[str, Any]:
    asof = max(asof, row["judged_at"])  # what was judged later has its whole time still
    state = standing(found, asof)
    left = None
    if found.due_at is not None and state in _RUNNING:
        left = (found.due_at - asof).total_seconds() / 3600
    return {
        "judgement": row["id"],
        "judged_at": row["judged_at"],
        "left_hours": left,
        "issue": row["issue"],
        "name": row["name"],
        "grade": _(row["grade"]),
        "rule": found.rule.id,
        "what": found.rule.name,
        "law": found.rule.citation,
        "due_at": found.due_at,
        "state": _(_STANDINGS[state]),
    }
