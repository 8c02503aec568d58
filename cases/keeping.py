"""Deeds about the pages themselves: saving a view, noting a look, links to big screens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from cases.reasons import line
from core.errors import Denied, InputError
from core.i18n import mark
from core.scope import Actor, Scope
from store import history, keeping
from store.engine import Store

SCREENS: dict[str, str] = {
    "overview": mark("总览大屏"),
    "emergency": mark("应急专屏"),
}
"""Kinds of big screens."""

LIFETIMES: tuple[int, ...] = (1, 7, 30, 180)
"""For how many days a link may be good."""

_LONGEST_NAME = 40
_MOST_VIEWS = 50


@Actor.needs("figures")
def save_view(
    store: Store,
    actor: Actor,
    name: str,
    target: tuple[str, Mapping[str, str]],
    now: datetime,
) -> None:
    """Keep a page and its filter (`target`) under a name; the same name is written over.

    Raises InputError for an empty or overlong name, or for more than 50 views.
    """
    chosen = line(name)
    if not chosen or len(chosen) > _LONGEST_NAME:
        raise InputError("视图名称须为 1 到 {n} 个字。", n=_LONGEST_NAME)
    known = {row["name"] for row in keeping.views(store, Scope.ALL, actor.name)}
    if chosen not in known and len(known) >= _MOST_VIEWS:
        raise InputError("最多保存 {n} 个视图，请先删掉不用的。", n=_MOST_VIEWS)
    page, query = target
    if query.get("words"):
        query = {**query, "words": line(query["words"])}
    values = {"page": page, "query": urlencode(sorted(query.items())), "saved_at": now}
    with store.write() as conn:
        keeping.save_view(conn, actor.name, chosen, values)


@Actor.needs("figures")
def drop_view(store: Store, actor: Actor, number: int) -> dict[str, Any]:
    """Take one's own view away and return it, so that it can be put back.

    Raises InputError where there is none.
    """
    with store.write() as conn:
        row = keeping.drop_view(conn, actor.name, number)
    if row is None:
        raise InputError("没有这个视图，可能已经删掉。")
    return row


@Actor.needs("figures")
def restore_view(store: Store, actor: Actor, row: Mapping[str, Any]) -> None:
    """Put back what `drop_view` returned."""
    values = {name: row[name] for name in ("page", "query", "saved_at")}
    with store.write() as conn:
        keeping.save_view(conn, actor.name, row["name"], values)


@Actor.needs()
def looked(store: Store, actor: Actor, page: str, now: datetime) -> datetime | None:
    """Note that somebody looks at a page; when the visit before this one ended."""
    with store.write() as conn:
        return keeping.looked(conn, actor.name, page, now)


@Actor.needs("figures")
def open_screen(store: Store, actor: Actor, kind: str, issue: int, days: int, now: datetime) -> int:
    """Make a link to a big screen and return its number.

    Raises InputError for an unknown kind or lifetime, or an emergency screen without an issue.
    """
    _unlimited(actor)
    if kind not in SCREENS:
        raise InputError("没有“{kind}”这种大屏。", kind=kind)
    if days not in LIFETIMES:
        raise InputError("有效期只能是 {known} 天。", known="、".join(map(str, LIFETIMES)))
    if kind == "emergency" and not issue:
        raise InputError("应急专屏须选定一个事项。")
    values = {
        "name": f"{kind}:{issue}" if issue else kind,
        "kind": kind,
        "issue_id": issue,
        "made_by": actor.name,
        "made_at": now,
        "days": days,
    }
    with store.write() as conn:
        number = keeping.open_screen(conn, values)
        details = {"kind": kind, "issue": issue, "days": days}
        history.write(conn, actor, "open_screen", ("screen", number), details, now)
    return number


def _unlimited(actor: Actor) -> None:
    """A screen shows the whole place: who sees a part of it gives nobody the rest."""
    if actor.scope.is_part:
        raise Denied("大屏显示全部数据，请由不限单位和地区的牵头单位生成链接。")


@Actor.needs("figures")
def revoke_screen(store: Store, actor: Actor, number: int, now: datetime) -> None:
    """End a link at once. Raises InputError where it has ended already."""
    _unlimited(actor)
    with store.write() as conn:
        if not keeping.revoke_screen(conn, number, actor.name, now):
            raise InputError("这个链接已经失效。")
        history.write(conn, actor, "revoke_screen", ("screen", number), {}, now)


def good(row: Mapping[str, Any] | None, now: datetime) -> bool:
    """Whether a link may still be opened."""
    if row is None or row["revoked_at"] is not None:
        return False
    return bool(now < row["made_at"] + timedelta(days=row["days"]))
