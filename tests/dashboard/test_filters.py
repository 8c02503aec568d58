"""The filter: reading an address, the days of a period, what the store is asked."""

from datetime import date

import pytest

from dashboard import filters, spans
from dashboard.filters import Filter, parse, period_of

TODAY = date(2026, 11, 23)
SPAN = (date(2025, 1, 2), TODAY)


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("today", TODAY, TODAY),
        ("week", date(2026, 11, 17), TODAY),
        ("month", date(2026, 10, 25), TODAY),
        ("this_month", date(2026, 11, 1), TODAY),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("yesterday", date(2026, 11, 22), date(2026, 11, 22)),
        ("this_week", TODAY, TODAY),  # a Monday
        ("last_week", date(2026, 11, 16), date(2026, 11, 22)),
        ("assessment", date(2026, 11, 19), TODAY),
        ("last_assessment", date(2026, 10, 19), date(2026, 11, 18)),
        ("year", date(2025, 11, 24), TODAY),
        ("latest", date(2026, 10, 25), TODAY),
        ("all", date(2025, 1, 2), TODAY),
    ],
)
def test_named_periods(name: str, since: date, until: date) -> None:
    period = period_of(Filter(period=name), TODAY, SPAN)
    assert (period.since, period.until, period.fallback) == (since, until, False)


def test_from_noon_to_noon_the_day_ends_today() -> None:
    period = period_of(Filter(period="noon"), TODAY, SPAN)
    assert period.shown == "2026-11-22 12:00 至 2026-11-23 12:00"
    asked = Filter(period="noon").for_store(period)
    assert [moment.isoformat() for moment in asked.bounds if moment] == [
        "2026-11-22T04:00:00+00:00",
        "2026-11-23T04:00:00+00:00",
    ]
    other = filters.before(Filter(), period)
    assert other is not None
    assert other.shown == "2026-11-21 12:00 至 2026-11-22 12:00"
    last = period_of(Filter(period="last_noon"), TODAY, SPAN)
    assert last.moments == other.moments


def test_every_named_period_has_days() -> None:
    for name in spans.PERIODS:
        assert period_of(Filter(period=name), TODAY, None).name == name


def test_without_a_choice_it_is_the_last_thirty_days() -> None:
    assert period_of(Filter(), TODAY, SPAN).since == date(2026, 10, 25)
    assert period_of(Filter(), TODAY, None).name == "month"


def test_old_data_moves_the_default_to_where_there_is_some() -> None:
    period = period_of(Filter(), TODAY, (date(2011, 4, 2), date(2020, 1, 26)))
    assert period.fallback
    assert (period.since, period.until) == (date(2019, 12, 28), date(2020, 1, 26))
    chosen = period_of(Filter(period="month"), TODAY, (date(2011, 4, 2), date(2020, 1, 26)))
    assert (chosen.name, chosen.fallback) == ("month", False)


def test_an_address_is_read_back_as_it_was_written() -> None:
    chosen = Filter("custom", date(2026, 1, 1), date(2026, 2, 1), "wages", "neg", "s", "0", "停水")
    assert parse(chosen.query()) == chosen


def test_nonsense_is_left_out() -> None:
    given = {"period": "x", "area": "x", "sentiment": "x", "answered": "2", "since": "13"}
    assert parse(given) == Filter()
    assert len(parse({"words": "长" * 500}).words) == 60


def test_days_in_the_wrong_order_are_turned() -> None:
    chosen = parse({"period": "custom", "since": "2026-02-01", "until": "2026-01-01"})
    assert (chosen.since, chosen.until) == (date(2026, 1, 1), date(2026, 2, 1))


def test_days_without_the_custom_period_do_not_count() -> None:
    assert parse({"period": "week", "since": "2026-02-01"}).since is None


def test_the_store_is_asked_for_the_period() -> None:
    chosen = Filter(area="wages", answered="0", words="停水")
    asked = chosen.for_store(period_of(chosen, TODAY, SPAN), issue=3)
    assert (asked.since, asked.until) == (date(2026, 10, 25), TODAY)
    assert (asked.area, asked.sentiment, asked.answered) == ("wages", None, False)
    assert (asked.words, asked.issue) == ("停水", 3)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("week", "before", (date(2026, 11, 10), date(2026, 11, 16))),
        ("month", "before", (date(2026, 9, 25), date(2026, 10, 24))),
        # 23 days of November against the first 23 of October, not against all of it
        ("this_month", "before", (date(2026, 10, 1), date(2026, 10, 23))),
        ("last_month", "before", (date(2026, 9, 1), date(2026, 9, 30))),
        ("last_month", "year", (date(2025, 10, 1), date(2025, 10, 31))),
        ("assessment", "before", (date(2026, 10, 19), date(2026, 10, 23))),
        ("today", "year", (date(2025, 11, 23), date(2025, 11, 23))),
        # 2026-11-23 is the 15th day of the 10th moon; that was 2025-12-04
        ("today", "lunar", (date(2025, 12, 4), date(2025, 12, 4))),
    ],
)
def test_what_a_period_is_compared_with(name: str, kind: str, expected: tuple[date, date]) -> None:
    period = period_of(Filter(period=name), TODAY, SPAN)
    found = filters.before(Filter(period=name, compare=kind), period)
    assert found is not None
    assert (found.since, found.until) == expected


@pytest.mark.parametrize(
    "matter", [("住房", "物业管理", ""), ("", "", "demo_item_02"), ("住房", "", "")]
)
def test_a_concentrated_matter_goes_through_an_address(matter: tuple[str, str, str]) -> None:
    chosen = parse(Filter(matter=filters.matter_of(*matter)).query())
    assert chosen.for_store(period_of(chosen, TODAY, SPAN)).matter == matter
