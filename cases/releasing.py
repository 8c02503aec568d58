"""Before publication: a draft is checked, a sensitive one goes round between units, then cleared.

What is published is what was cleared: a changed text goes back to the beginning.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from cases.reasons import reasoned
from core import draft_check
from core.draft_check import House, Remark, cleaned
from core.errors import InputError
from core.i18n import gettext as _
from core.i18n import mark
from core.scope import Actor
from core.times import day_of
from store import documents, history, releases, sign_offs, statements
from store.engine import Store

STATES: dict[str, str] = {
    "draft": mark("起草"),
    "round": mark("征求意见"),
    "cleared": mark("可以发布"),
    "published": mark("已发布"),
    "dropped": mark("不发布"),
}
_LONGEST = 20_000
_REASON = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published. `sensitive`: important or sensitive information goes round."""

    title: str
    text: str
    unit: str
    sensitive: bool = False


def house(store: Store, words: Sequence[draft_check.WordRule], units: Iterable[str]) -> House:
    """What drafts are held against here, as of now."""
    with store.read() as conn:
        return House(statements.standing(conn), documents.all_of(conn), tuple(words), tuple(units))


@Actor.needs("desk")
def enter(store: Store, actor: Actor, draft: Draft, held: House, now: datetime) -> int:
    """Keep a draft with what its check found; personal data in it is masked first.

    Returns its number. Raises InputError without title, text or unit.
    """
    _person(actor)
    values = {**_tidy(draft), "statement_id": None, "drafted_by": actor.name}
    remarks = _remarks(draft.text, values["text"], held, day_of(now))
    with store.write() as conn:
        number = releases.add(conn, {**values, "remarks": remarks}, now)
        told = {"title": values["title"], "sensitive": draft.sensitive}
        history.write(conn, actor, "draft", ("release", number), told, now)
    return number


@Actor.needs("desk")
def rewrite(
    store: Store, actor: Actor, number: int, draft: Draft, held: House, now: datetime
) -> None:
    """Change the text: it is checked anew, and opinions are asked for anew. Raises InputError."""
    _person(actor)
    values = _tidy(draft)
    remarks = _remarks(draft.text, values["text"], held, day_of(now))
    with store.write() as conn:
        row = _known(conn, number, ("draft", "round", "cleared"))
        _own(actor, row)
        sign_offs.reset(conn, ("release", number))
        asked = sign_offs.of(conn, "release", [number])[number]
        state = "round" if asked else "draft"
        _change(conn, row, **values, remarks=remarks, state=state)
        history.write(conn, actor, "rewrite", ("release", number), {"title": values["title"]}, now)


@Actor.needs("desk")
def consult(
    store: Store, actor: Actor, number: int, units: Iterable[str], due_on: date, now: datetime
) -> None:
    """Send a draft round to other units for their opinion until a day. Raises InputError."""
    _person(actor)
    asked = [unit for unit in dict.fromkeys(units) if unit]
    if not asked:
        raise InputError("请选择征求意见的单位。")
    with store.write() as conn:
        row = _known(conn, number, ("draft", "round"))
        _own(actor, row)
        if row["unit"] in asked:
            raise InputError("起草单位不必向自己征求意见。")
        sign_offs.ask(conn, ("release", number), asked, due_on, now)
        _change(conn, row, state="round")
        told = {"units": asked, "due_on": due_on.isoformat()}
        history.write(conn, actor, "consult", ("release", number), told, now)


@Actor.needs("desk")
def give_opinion(
    store: Store, actor: Actor, number: int, said: tuple[str, str, str], now: datetime
) -> None:
    """A unit's opinion on a draft: (agree | dissent, opinion, facts). Raises InputError."""
    _person(actor)
    answer, opinion, facts = said[0], cleaned(said[1]), cleaned(said[2])
    if answer not in ("agree", "dissent"):
        raise InputError("请选择同意或有不同意见。")
    if answer == "dissent" and not facts:
        raise InputError("不同意见须写明所依据的事实。")
    with store.write() as conn:
        _known(conn, number, ("round",))
        about = ("release", number)
        if not sign_offs.answer(conn, about, actor.unit, (answer, opinion, facts), actor.name, now):
            raise InputError("本单位不在征求意见范围内，请先选择代表的单位。")
        told = {"unit": actor.unit, "answer": answer, "opinion": opinion, "facts": facts}
        history.write(conn, actor, "opinion", about, told, now)


@Actor.needs("desk")
def clear(store: Store, actor: Actor, number: int, reason: str, held: House, now: datetime) -> None:
    """Clear a draft for publication, by its check as of now.

    A sensitive one must have gone round and every unit answered. Grave remarks and dissent need
    a written reason. Raises InputError.
    """
    if actor.kind != "person" or actor.role not in ("dispatch", "lead", "command", "verify"):
        raise InputError("发布须由牵头协调、受理派单、复核督办或批示交办角色核准。")
    why = cleaned(reason)[:_REASON]
    with store.write() as conn:
        row = _known(conn, number, ("draft", "round"))
        signs = sign_offs.of(conn, "release", [number])[number]
        if row["sensitive"] and not signs:
            raise InputError("重要敏感信息发布前须先征求有关单位意见。")
        if any(not sign["answer"] for sign in signs):
            raise InputError("还有单位没有回复意见。")
        found = draft_check.examine(row["text"], day_of(now), held)
        grave = [remark for remark in found if remark.blocks]
        dissent = any(sign["answer"] == "dissent" for sign in signs)
        if (grave or dissent) and not why:
            said = grave[0].sentence if grave else _("有单位持不同意见。")
            raise InputError("还不能发布：{said}请改稿，或写明仍要发布的理由。", said=said)
        values = {"decided_by": actor.name, "decided_at": now, "reason": why}
        _change(conn, row, state="cleared", remarks=[asdict(one) for one in found], **values)
        history.write(conn, actor, "clear", ("release", number), {"reason": why}, now)


@Actor.needs("desk")
def published(store: Store, actor: Actor, number: int, link: str, now: datetime) -> None:
    """Note where a cleared draft was published. Raises InputError."""
    _person(actor)
    if link and not link.startswith(("http://", "https://")):
        raise InputError("链接应以 http:// 或 https:// 开头。")
    with store.write() as conn:
        row = _known(conn, number, ("cleared",))
        _change(conn, row, state="published", link=link.strip())
        history.write(conn, actor, "publish", ("release", number), {"link": link.strip()}, now)


@Actor.needs("desk")
def drop(store: Store, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """Give a draft up, with a reason. Raises InputError."""
    _person(actor)
    why = reasoned(reason)
    with store.write() as conn:
        row = _known(conn, number, ("draft", "round", "cleared"))
        _own(actor, row)
        _change(conn, row, state="dropped", reason=why)
        history.write(conn, actor, "drop", ("release", number), {"reason": why}, now)


def _remarks(raw: str, kept: str, held: House, day: date) -> list[dict[str, Any]]:
    """What the check found in the text as it is kept, and what was masked on the way."""
    found = draft_check.examine(kept, day, held)
    kinds = list(dict.fromkeys(kind for _start, _end, kind in draft_check.personal(raw, held.own)))
    hidden = [Remark("personal", _("原稿中的{kind}已遮盖。", kind=kind)) for kind in kinds]
    return [asdict(remark) for remark in (*hidden, *found)]


def _tidy(draft: Draft) -> dict[str, Any]:
    title, text = cleaned(draft.title).replace("\n", " "), cleaned(draft.text)
    if not title or not text:
        raise InputError("请写明标题和正文。")
    if len(text) > _LONGEST:
        raise InputError("正文不能超过 {limit} 个字。", limit=_LONGEST)
    if not draft.unit:
        raise InputError("请选择起草单位。")
    return {"title": title, "text": text, "unit": draft.unit, "sensitive": draft.sensitive}


def _known(conn: Connection, number: int, states: tuple[str, ...]) -> dict[str, Any]:
    row = releases.one(conn, number)
    if row is None:
        raise InputError("没有编号为 {number} 的发布稿。", number=number)
    if row["state"] not in states:
        raise InputError("这份发布稿现在是“{state}”，不能这样办。", state=_(STATES[row["state"]]))
    return row


def _change(conn: Connection, row: dict[str, Any], **values: Any) -> None:
    if not releases.change(conn, row["id"], row["revision"], **values):
        raise InputError("刚才已有别人办理，请看最新情况后再办。")


def _own(actor: Actor, row: dict[str, Any]) -> None:
    if actor.role == "handle" and actor.unit != row["unit"]:
        raise InputError("只能办理本单位的发布稿。")


def _person(actor: Actor) -> None:
    if actor.kind != "person":
        raise InputError("发布须由人办理。")
