"""The demonstration's public response: the hottest matter is judged, then answered in steps."""

from datetime import datetime, timedelta

from cases import judging
from core.judgement import Judgement
from core.scope import Actor, Scope
from jobs.demo.draft import SOURCES
from jobs.demo.wording import book
from jobs.office import Office
from store import frames, judgements, watching

_LEAD = Actor("高某", unit="demo_office", role="lead")


def furnish(office: Office, now: datetime) -> None:
    """Judge the hottest issue that the system has proposed: its response clocks begin."""
    proposed = set(judgements.proposals(office.store, Scope.ALL)["issue"].to_list())
    hot = frames.hot_issues(office.store, Scope.ALL)["id"].to_list()
    own = proposed - watching.mixed(office.store, Scope.ALL, SOURCES.values())
    for issue in [number for number in hot if number in own][:1]:
        row = book("desk")["judgement"]
        said = Judgement(_LEAD, now, row["type"], row["level"], row["basis"])
        judging.judge(office.store, said, issue, now)


def go_on(office: Office, now: datetime) -> None:
    """Publish on what the county's lead has judged, as the hours go by."""
    told = judgements.published(office.store, Scope.ALL)
    known = set(told.select("judgement", "kind").iter_rows())
    mixed = watching.mixed(office.store, Scope.ALL, SOURCES.values())
    for row in judgements.judged(office.store, Scope.ALL).iter_rows(named=True):
        ours = row["judged_by"] == _LEAD.name and row["issue"] not in mixed
        for planned in book("desk")["publication"] if ours else ():
            at, kind = row["judged_at"] + timedelta(hours=planned["after"]), planned["kind"]
            if at <= now and (row["id"], kind) not in known:
                said = (kind, at, planned["title"], "")
                judging.publish(office.store, _LEAD, row["id"], said, now)
