"""The zero of a clock in a time that is not the message's own says that nothing was noted there."""

from collectors import tabular
from collectors.tables import Row
from core.messages import RawMessage
from core.platform import told
from core.sources import Profile

COLUMNS = {name: (name,) for name in ("external_id", "title", "text", "posted_at", "replied_at")}
CELLS = {
    "external_id": "1",
    "title": "路灯不亮",
    "posted_at": "2026-11-20 08:00",
    "text": "路口路灯不亮。",
}


def _read(kind, now, facts=(), **cells):
    profile = Profile("p", kind, COLUMNS, facts={name: (name,) for name in facts})
    row = Row(1, {**CELLS, **cells})
    names = tabular.columns_of(profile, tuple(row.cells))
    found = tabular.parse(row, profile, names, "board", now)
    assert isinstance(found, RawMessage)
    return found


def _state(raw):
    return told(raw.kind, raw.facts, raw.posted_at, raw.unit or "", raw.replied_at).state


def test_a_letter_answered_in_1970_still_waits_for_its_answer(now):
    assert _state(_read("letter", now, replied_at="1970-01-01 08:00:00")) == "accepted"
    assert _state(_read("letter", now, replied_at="2026-11-21 08:00:00")) == "finished"


def test_a_ticket_finished_in_1970_is_still_under_way(now):
    times = {"assigned_at": "2026-11-20 09:00", "finished_at": "1970-01-01 08:00:00"}
    found = _read("ticket", now, tuple(times), **times)
    assert "finished_at" not in found.facts
    assert _state(found) == "assigned"
