"""What a briefing says must hang together: one figure is told once, and silence is explained."""

from datetime import date, timedelta

import pytest

from core.briefings import KINDS
from core.errors import InputError
from core.messages import RawMessage
from core.privacy import mask
from core.scope import Actor, Scope
from core.times import local
from jobs import charting, drafting
from jobs.drafting import Wish
from reports.briefs.ledger import plain
from store import messages
from tests.jobs import briefing_place as place

ALL = Scope.ALL
WANG = Actor("王审核")


def add(office, now, raw):
    for source in sorted({one.source for one in raw}):
        batch = [mask(one, place.KEY) for one in raw if one.source == source]
        messages.add(office.store, ALL, messages.Batch(source, "", batch, []), now)
    place.label(office.store, now)


def draft(office, now, kind, day=None):
    wish = Wish(KINDS[kind], day)
    return drafting.stored(office, drafting.draft(office, wish, WANG, now))["content"]


def said(content, *sections):
    lines = [
        line
        for one in content["sections"]
        if not sections or one["id"] in sections
        for line in one["lines"]
    ]
    return "".join(plain(line, content["facts"]) for line in lines)


def tables(content, name):
    found = [one for section in content["sections"] for one in section["tables"]]
    return [one for one in found if one["id"] == name]


@pytest.fixture
def county(office, now):
    add(office, now, list(place.records(now)))
    return office


def test_a_hotline_daily_counts_the_call_backs_of_its_day(county, now):
    day = local(now).date() - timedelta(days=1)
    asked = [
        one for one in place.records(now)
        if one.facts.get("called_back_at", "")[:10]
        and local(one.posted_at + timedelta(hours=9)).date() == day
    ]  # fmt: skip
    content = draft(county, now, "hotline", day)
    assert len(asked) > 0
    assert content["facts"]["effective"]["value"] == len(asked)


def test_the_hot_matters_of_a_hotline_daily_are_matters_of_its_tickets(county, now):
    content = draft(county, now, "hotline", local(now).date() - timedelta(days=1))
    shares = [fact for name, fact in content["facts"].items()
              if name.startswith("topic.") and name.endswith(".share")]  # fmt: skip
    assert {fact["whole"] for fact in shares} == {content["facts"]["received"]["value"]}


def test_a_day_of_letters_is_told_as_such_on_the_hotline_page(office, now):
    add(office, now, [one for one in place.records(now) if one.kind == "letter"])
    content = draft(office, now, "hotline", local(now).date() - timedelta(days=1))
    assert "没有热线工单；另有来信" in said(content)
    assert not tables(content, "topics")


def test_without_call_backs_the_rates_are_one_sentence_and_the_tables_go_back(office, now):
    day = local(now).date() - timedelta(days=1)
    early = [
        one
        for one in place.records(now)
        if one.kind == "ticket" and local(one.posted_at).date() < day - timedelta(days=1)
    ]
    fresh = RawMessage(
        source="hotline", external_id="GD900", kind="ticket", title="白桥路拖欠工资",
        text="白桥路拖欠工资。", posted_at=now - timedelta(days=1), channel="电话", unit="unit_0",
    )  # fmt: skip
    add(office, now, [*early, fresh])
    content = draft(office, now, "hotline", day)
    assert said(content, "situation").count("无数据") == 1
    (units,) = tables(content, "rates.unit")
    assert "考核期累计" in plain(units["title"], content["facts"])
    assert content["facts"]["unit.total.effective"]["value"] > 0


def test_an_urgent_briefing_compares_with_the_noon_before(county, now):
    content = draft(county, now, "emergency", local(now).date())
    facts = content["facts"]
    listed = facts["noon." + local(now).date().isoformat()]["value"]
    before = facts["noon." + (local(now).date() - timedelta(days=1)).isoformat()]["value"]
    assert (facts["urgent"]["value"], facts["urgent.before"]["value"]) == (listed, before)


def test_a_week_without_urgent_matters_has_no_table_of_noughts(office, now):
    letters = [one for one in place.records(now) if one.kind == "letter"]
    add(office, now, letters)
    content = draft(office, now, "emergency", local(now).date())
    assert "近 7 日没有紧急敏感诉求" in said(content)
    assert not tables(content, "by_day")


def test_a_period_after_the_last_record_names_the_day_of_that_record(county, now):
    later = now + timedelta(days=40)
    content = draft(county, later, "daily", local(later).date() - timedelta(days=1))
    assert f"最近的记录在{local(now).year}年" in said(content)
    assert "最近的记录" not in said(draft(county, now, "daily", local(now).date()))


def test_a_chart_of_a_time_without_records_is_refused(county):
    with pytest.raises(InputError, match="没有数据"):
        charting.draw(county, "overview_areas", date(2001, 1, 1), date(2001, 1, 9))


def test_what_is_usual_is_known_to_the_command_line_and_is_no_part_of_n(county, now):
    day = local(now).date() - timedelta(days=1)
    control, areas = (charting.draw(county, f"overview_{name}", day, day).caption.n
                      for name in ("control", "areas"))  # fmt: skip
    assert control == areas > 0


def test_two_times_of_answer_make_no_median(office, now):
    two = [one for one in place.records(now) if one.kind == "letter"][:2]
    add(office, now, two)
    content = draft(office, now, "monthly", local(now).date())
    assert "response.median" not in content["facts"]
    assert "不列答复时长" in said(content)


def test_the_first_month_of_data_is_said_to_be_incomplete(office, now):
    add(office, now, [one for one in place.records(now) if one.kind == "letter"])
    content = draft(office, now, "monthly", local(now).date())
    facts = content["facts"]
    assert f"系统的数据起于{facts['oldest']['shown']}，" in said(content, "situation")
    assert content["period"] == f"{local(now).year}年{local(now).month}月"


def test_the_rest_comes_after_the_eight_areas_and_kinds_without_a_record_are_not_told(county, now):
    content = draft(county, now, "monthly", local(now).date())
    (areas,) = tables(content, "areas")
    assert plain(areas["rows"][-1][0], content["facts"]) == "其他"
    assert " 0 件" not in said(content, "situation").split("各类信息合计")[1].split("。")[0]
    assert content["facts"]["response.n"]["value"] <= content["facts"]["replied"]["part"]
