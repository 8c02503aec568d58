"""What people do with a briefing: review it, add what only a person can say, return it, sign it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core import briefings as life
from core import ladder
from core.alerts import Alert
from core.briefings import KINDS
from core.draft_check import cleaned
from core.errors import Denied, InputError
from core.i18n import gettext as _
from core.scope import Actor
from core.times import local
from store import briefings, contacts, history, outbox, requests
from store.engine import Store


@dataclass(frozen=True, slots=True)
class Post:
    """How briefings are mailed: kind -> addresses, what follows the @ of a Message-ID, and the
    unit above each unit."""

    receivers: Mapping[str, list[str]] = field(default_factory=dict)
    host: str = "localhost"
    parents: Mapping[str, str] = field(default_factory=dict)


@Actor.needs("desk")
def review(
    store: Store, actor: Actor, number: int, remarks: Mapping[str, str], now: datetime
) -> None:
    """Hold that a draft is right; `remarks` (section -> text) are the reviewer's own words.

    Raises InputError for anything but a person reviewing a draft.
    """
    with store.write() as conn:
        row = _row(conn, actor, number)
        life.may_review(row["state"], actor)
        known = {section["id"] for section in row["content"]["sections"] if section["open"]}
        said = {
            section: life.reasoned(cleaned(text))
            for section, text in remarks.items()
            if section in known and text.strip()
        }
        content = row["content"] | {"remarks": row["content"].get("remarks", {}) | said}
        values = {
            "state": "reviewed",
            "reviewed_at": now,
            "reviewed_by": actor.name,
            "content": content,
            "digest": briefings.digest(content),
        }
        _move(conn, row, values, actor, "review", {"remarks": sorted(said)}, now)


@Actor.needs("desk")
def send_back(store: Store, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Return a draft with a reason: it is void, and the next draft starts anew."""
    with store.write() as conn:
        row = _row(conn, actor, number)
        why = life.may_return(row["state"], cleaned(reason))
        _move(conn, row, {"state": "withdrawn"}, actor, "return", {"reason": why}, now)


@Actor.needs("desk")
def sign(store: Store, actor: Actor, number: int, post: Post, now: datetime) -> int:
    """签发: number it, freeze it, mail it; returns its number in the year.

    Raises InputError unless it was reviewed, by somebody else.
    """
    with store.write() as conn:
        row = _row(conn, actor, number)
        life.may_sign(row["state"], row["reviewed_by"], actor)
        year = local(now).year
        given = briefings.next_number(conn, row["kind"], year)
        values = {
            "state": "signed",
            "signed_at": now,
            "signed_by": actor.name,
            "year": year,
            "number": given,
        }
        _move(conn, row, values, actor, "sign", {"year": year, "number": given}, now)
        mail(conn, {**row, **values}, post, now)
    return given


@Actor.needs("desk")
def ask(
    store: Store,
    actor: Actor,
    kind: str,
    day: date | None,
    issue: int,
    now: datetime,
    *,
    noon: bool = False,
) -> int:
    """Have the clock draft a briefing; returns the number of the request.

    Raises InputError for an unknown kind, and for `noon` where the period is no day.
    """
    _allowed(actor)
    found = life.kind_of(kind)
    found.named(noon)
    told = day.isoformat() if day else ""
    wish = {"kind": found.id, "day": told, "issue": issue, "noon": noon}
    with store.write() as conn:
        return requests.ask(conn, "briefing", wish, actor, now)


def _allowed(actor: Actor) -> None:
    """A briefing speaks of everything: whoever sees a part only, or no texts, writes none."""
    if actor.scope.is_part or not actor.scope.can("texts"):
        raise Denied("简报涉及全部单位，只有牵头单位的人员可以起草、审核和签发。")


def _row(conn: Any, actor: Actor, number: int) -> dict[str, Any]:
    _allowed(actor)
    row = briefings.one(conn, number)
    if row is None:
        raise InputError("没有第 {number} 号简报。", number=number)
    return row


def _move(
    conn: Any,
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    actor: Actor,
    action: str,
    told: Mapping[str, Any],
    now: datetime,
) -> None:
    if not briefings.move(conn, row, values):
        raise InputError("这份简报刚被别人改动，请刷新后再试。")
    history.write(conn, actor, action, ("briefing", row["id"]), told, now)


def mail(conn: Any, row: Mapping[str, Any], post: Post, now: datetime) -> bool:
    """Put a briefing into the outbox, as 初稿 or as signed; once for each state and digest.

    回避: an address of a unit that the briefing speaks against, or of one below it, gets nothing.
    """
    known, accused = contacts.everybody(conn), row["content"].get("accused", [])
    to = [
        one
        for one in post.receivers.get(row["kind"], [])
        if not ladder.kept_from(post.parents, accused, ladder.units_at(known, one))
    ]
    if not to:
        return False
    signed = row["state"] == "signed"
    title = f"{_(KINDS[row['kind']].title)}（{row['content']['period']}）"
    alert = Alert(
        dedupe_key=f"briefing:{row['id']}:{row['state']}:{row['digest'][:16]}",
        rule="briefing",
        subject_id=row["id"],
        level="",
        title=title,
        why=_("已签发，见附件。") if signed else _("系统自动起草，未经审核，不得印发，见附件。"),
        facts=(),
        fired_at=now,
        kind="signed" if signed else "draft",
        page=f"reports?briefing={row['id']}",
    )
    return outbox.post(conn, alert, [("mail", address) for address in to], post.host) is not None
