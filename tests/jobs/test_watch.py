"""The step watch: messages become issues, survive a crash and a restart, and heed people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from cases import desk
from core.errors import InputError
from core.messages import RawMessage
from core.privacy import mask
from core.scope import Actor, Scope
from jobs import analyse, watch
from store import frames, history, issues, marks, messages, verdicts

KEY = b"a test key of thirty-two bytes.."
LI = Actor("li")
ALL = Scope.ALL
TEXTS = (
    "云杉小区旁边的工地每天半夜打桩施工，吵得老人孩子睡不着觉，请城管来看看。",
    "我住云杉小区三期，旁边工地夜间施工到凌晨两点，噪声太大睡不着。",
    "云杉小区边上的工地半夜打桩，噪声扰民严重，希望夜间停止施工。",
    "云杉小区附近工地凌晨施工打桩，夜间噪声让人睡不着，没有人管。",
)
FEES = (
    "云杉小区物业擅自提高停车费，每月从一百涨到三百，没有公示。",
    "云杉小区的停车费被物业涨到三百一个月，业主大会没有同意，要求公示。",
)
WATER = (
    "白鹭雅苑停水三天了，没有人通知，做饭都成问题。",
    "白鹭雅苑已经停水三天，没有通知，老人没有水喝。",
)


def groups_in(office):
    """Message -> group, as the store has it."""
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    rows = pl.concat(issues.members(office.store, ALL, long_ago)).rows(named=True)
    return {row["id"]: int(row["key"][1:]) for row in rows}


def put(office, now, texts, title="云杉小区夜间施工噪声扰民", first=1, ago=0):
    raw = [
        RawMessage(
            source="board",
            external_id=f"{first + number}",
            kind="letter",
            title=title,
            text=text,
            posted_at=now - timedelta(hours=ago + len(texts) - number),
            submitter=f"U{first + number}",
        )
        for number, text in enumerate(texts)
    ]
    batch = messages.Batch("board", "f.csv", [mask(item, KEY) for item in raw])
    messages.add(office.store, ALL, batch, now)
    analyse.run(office, "", now)
    return watch.run(office, "", now)


def hot(office):
    return frames.hot_issues(office.store, ALL).rows(named=True)


def test_two_problems_at_one_place_are_two_issues(office, now):
    put(office, now, TEXTS)
    put(office, now, FEES, "云杉小区物业涨停车费", first=11)
    assert sorted(row["messages"] for row in hot(office)) == [2, 4]


def test_a_new_process_goes_on_where_the_old_one_stopped(office, now):
    put(office, now, TEXTS[:2])
    (before,) = hot(office)
    watch._memories.clear()
    put(office, now, TEXTS[2:], first=21)
    (after,) = hot(office)
    assert (after["id"], after["messages"]) == (before["id"], 4)


def test_a_crash_between_finding_and_writing_loses_nothing(office, now, monkeypatch):
    put(office, now, TEXTS[:2])
    with monkeypatch.context() as patched:
        patched.setattr(issues, "enter", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            put(office, now, TEXTS[2:], first=21)
    watch.run(office, "", now)
    assert [row["messages"] for row in hot(office)] == [4]


def test_a_persons_merge_and_name_stay(office, now):
    put(office, now, TEXTS)
    put(office, now, FEES, "云杉小区物业涨停车费", first=11)
    noise, fees = sorted(hot(office), key=lambda row: -row["messages"])
    desk.rename_issue(office.store, LI, noise["id"], "云杉小区两件事", now)
    desk.merge_issues(office.store, LI, fees["id"], noise["id"], now)
    put(office, now, ["云杉小区物业又涨停车费，每月三百，没有公示。"], "云杉小区物业涨停车费", 31)
    (row,) = hot(office)
    assert (row["name"], row["messages"]) == ("云杉小区两件事", 7)
    assert frames.issue(office.store, ALL, fees["id"])["id"] == noise["id"]


def test_a_persons_split_stays(office, now):
    put(office, now, TEXTS)
    (whole,) = hot(office)
    ids = frames.messages_page(office.store, ALL, frames.Filter(issue=whole["id"]))["id"].to_list()
    fresh = desk.split_issue(office.store, LI, whole["id"], ids[:2], "另一件事", now)
    put(office, now, ["云杉小区工地半夜打桩，夜间施工噪声大。"], first=41)
    counts = {row["id"]: row["messages"] for row in hot(office)}
    assert counts.keys() == {whole["id"], fresh}
    assert sum(counts.values()) == 5


@pytest.mark.parametrize("how", ["merge", "split"])
def test_after_a_persons_deed_only_what_it_touched_is_read_again(office, now, monkeypatch, how):
    put(office, now, TEXTS)
    put(office, now, FEES, "云杉小区物业涨停车费", first=11)
    put(office, now, WATER, "白鹭雅苑停水三天", first=61)
    noise, fees = (row["id"] for row in hot(office) if row["name"].startswith("云杉"))
    if how == "merge":
        desk.merge_issues(office.store, LI, fees, noise, now)
    else:
        shown = frames.messages_page(office.store, ALL, frames.Filter(issue=noise))
        desk.split_issue(office.store, LI, noise, shown["id"].to_list()[:2], "另一件事", now)
    memory = watch._memories[office.store.engine]
    read, members = [], issues.members

    def noted(*arguments, **named):
        read.append(pl.concat(members(*arguments, **named)))
        return read[-1:]

    monkeypatch.setattr(issues, "members", noted)
    put(office, now, ["白鹭雅苑停水，没有人通知，做饭都成问题。"], "白鹭雅苑停水三天", 71)
    assert watch._memories[office.store.engine] is memory
    assert [frame.height for frame in read] == [len(TEXTS) + (len(FEES) if how == "merge" else 0)]
    assert not read[0]["title"].str.contains("白鹭").any()
    put(office, now, ["白鹭雅苑又停水了，没有通知。"], "白鹭雅苑停水", 72)
    assert len(read) == 1
    assert memory.state.group_of == groups_in(office)


def test_a_deed_while_the_finder_works_is_not_lost(office, now, monkeypatch):
    put(office, now, TEXTS)
    put(office, now, FEES, "云杉小区物业涨停车费", first=11)
    noise, fees = sorted(hot(office), key=lambda row: -row["messages"])
    enter = issues.enter

    def meanwhile(*arguments):
        monkeypatch.setattr(issues, "enter", enter)
        desk.merge_issues(office.store, LI, fees["id"], noise["id"], now)
        enter(*arguments)

    monkeypatch.setattr(issues, "enter", meanwhile)
    put(office, now, WATER, "白鹭雅苑停水三天", first=61)
    put(office, now, ["白鹭雅苑又停水了，没有通知。"], "白鹭雅苑停水", 72)
    assert watch._memories[office.store.engine].state.group_of == groups_in(office)


def test_many_deeds_let_the_finder_begin_anew(office, now):
    put(office, now, TEXTS)
    memory = watch._memories[office.store.engine]
    with office.store.write() as conn:
        for number in range(100):
            marks.tell(conn, f"m{number}")
    assert marks.current(office.store, ALL) == ""
    put(office, now, FEES, "云杉小区物业涨停车费", first=11)
    assert watch._memories[office.store.engine] is not memory


def test_splitting_off_everything_or_strangers_is_refused(office, now):
    put(office, now, TEXTS)
    (whole,) = hot(office)
    ids = frames.messages_page(office.store, ALL, frames.Filter(issue=whole["id"]))["id"].to_list()
    for chosen in (ids, [*ids[:1], 99], []):
        with pytest.raises(InputError, match="一部分"):
            desk.split_issue(office.store, LI, whole["id"], chosen, "另一件事", now)


def test_a_dismissal_needs_a_reason_and_lapses_with_growth(office, now):
    put(office, now, TEXTS[:2])
    (row,) = hot(office)
    with pytest.raises(InputError, match="理由"):
        desk.dismiss_issue(office.store, LI, row["id"], " ", now)
    desk.dismiss_issue(office.store, LI, row["id"], "重复反映，已由街道处理", now)
    assert verdicts.dismissed(office.store, ALL, [row["id"]]) == {row["id"]}
    put(office, now, TEXTS[2:], first=21)
    assert verdicts.dismissed(office.store, ALL, [row["id"]]) == set()


def test_merging_with_itself_or_twice_is_refused(office, now):
    put(office, now, TEXTS)
    put(office, now, FEES, "云杉小区物业涨停车费", first=11)
    one, two = (row["id"] for row in hot(office))
    with pytest.raises(InputError, match="自己"):
        desk.merge_issues(office.store, LI, one, one, now)
    desk.merge_issues(office.store, LI, one, two, now)
    with pytest.raises(InputError, match="已并入"):
        desk.merge_issues(office.store, LI, one, two, now)


def test_the_bound_of_the_window_holds_and_is_noted(office, now, monkeypatch):
    row = replace(office.tables.heat, compared=32)
    monkeypatch.setitem(office.tables.rows["heat"], "default", row)
    for first in range(1, 181, 60):
        texts = [f"云杉小区第{n}号楼{n}单元的住户反映噪声。" for n in range(first, first + 60)]
        put(office, now, texts, first=first)
    state = watch._memories[office.store.engine].state
    assert len(state.index.entries) <= 32 + 64
    assert history.read_note(office.store, ALL, issues.EARLY) == "32"
    watch._memories.clear()
    put(office, now, WATER, "白鹭雅苑停水三天", first=901)
    fresh = watch._memories[office.store.engine].state
    assert len(fresh.group_of) <= 2 * 32 + len(WATER)
    assert not [path for path in office.settings.home.iterdir() if "scratch" in path.name]
