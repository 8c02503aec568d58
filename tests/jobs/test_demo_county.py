"""The synthetic county: the same again, whole, masked, and with its truth."""

import json
import re
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest

from core.labels import AREAS
from core.messages import KINDS, RawMessage
from core.privacy import mask, mask_text
from core.times import day_of, day_start
from jobs.demo import County, generate, play
from jobs.demo.fitting import closest, open_to, sharing
from jobs.demo.places import towns
from jobs.demo.planted import planted
from jobs.demo.rhythm import day_weight, is_holiday, season, spread
from jobs.demo.wording import matters

UNTIL = date(2026, 11, 22)
MONDAY = datetime(2026, 11, 23)
PHONE = re.compile(r"138[- ]?0000[- ]?\d{4}")


@pytest.fixture(scope="module")
def county() -> County:
    return generate(7, UNTIL, 6_000)


def _table(name: str, table: str) -> list[dict]:
    return tomllib.loads(resources.files("config").joinpath(name).read_text("utf-8"))[table]


def _key(raw: RawMessage) -> tuple[str, str]:
    return raw.source, raw.external_id


def _find(county: County) -> dict[tuple[str, str], RawMessage]:
    return {_key(raw): raw for raw in county.messages}


def _of(county: County, kind: str) -> list[RawMessage]:
    return [raw for raw in county.messages if raw.kind == kind]


def test_the_same_seed_gives_the_same_county() -> None:
    once, again, other = (generate(seed, UNTIL, 800) for seed in (3, 3, 4))
    assert once == again
    assert once.messages != other.messages


def test_a_year_in_time_order_with_unique_ids(county: County) -> None:
    times = [raw.posted_at for raw in county.messages]
    assert len(times) == 6_000
    assert times == sorted(times)
    assert len(_find(county)) == 6_000
    assert min(map(day_of, times)) == UNTIL - timedelta(days=364)
    assert max(map(day_of, times)) == UNTIL
    assert all(at.tzinfo is UTC for at in times)


def test_too_small_a_county_is_refused() -> None:
    with pytest.raises(ValueError, match="399"):
        generate(1, UNTIL, 399)


@pytest.mark.parametrize("until", [date(2024, 2, 29), date(2029, 2, 12), date(2026, 6, 15)])
def test_any_year_has_every_issue_within_it(until: date) -> None:
    county = generate(1, until, 800)
    first = day_start(until - timedelta(days=364))
    assert all(first <= raw.posted_at for raw in county.messages)
    assert all(issue["messages"] for issue in county.truth["issues"])
    assert all(decoy["messages"] for decoy in county.truth["decoys"])
    assert len(county.messages) == 800


def test_kinds_come_in_their_shares(county: County) -> None:
    counts = Counter(raw.kind for raw in county.messages)
    shares = {"ticket": 70, "letter": 8, "rating": 12, "news": 5, "disclosure": 2, "comment": 3}
    assert set(counts) == set(KINDS)
    for kind, share in shares.items():
        assert counts[kind] / 60 == pytest.approx(share, rel=0.35)


def test_places_and_units_are_those_of_the_config(county: County) -> None:
    regions = _table("regions_demo.toml", "region")
    codes = {row["adcode"] for row in regions}
    units = {row["code"] for row in _table("units_demo.toml", "unit")}
    assert {raw.region for raw in county.messages} <= codes
    assert {raw.unit for raw in county.messages} - {None} <= units
    assert {town.adcode: town.name for town in towns()}.items() <= {
        row["adcode"]: row["name"] for row in regions
    }.items()


def test_config_rows_are_whole() -> None:
    towns_only = [row for row in _table("regions_demo.toml", "region") if row["level"] == "town"]
    assert len({tuple(row["tile"]) for row in towns_only}) == len(towns_only) == 12
    units = _table("units_demo.toml", "unit")
    codes = [row["code"] for row in units]
    assert len(set(codes)) == len(codes)
    for row in units:
        assert set(row["areas"]) <= set(AREAS)
        assert not row["parent"] or row["parent"] in codes


def test_texts_are_filled_and_of_a_ticket_s_length(county: County) -> None:
    for raw in county.messages:
        assert "{" not in raw.title + raw.text + (raw.reply or "")
        assert "|" not in raw.title + raw.text + (raw.reply or "")
        if raw.kind in ("ticket", "letter"):
            assert 30 <= len(raw.text) <= 500


def test_texts_seldom_repeat(county: County) -> None:
    flood = next(row for row in county.truth["decoys"] if row["kind"] == "copy_paste")
    known = {tuple(key) for key in flood["messages"]}
    texts = Counter(raw.text for raw in _of(county, "ticket") if _key(raw) not in known)
    assert sum(texts.values()) - len(texts) < 0.02 * sum(texts.values())
    assert len({_find(county)[key].text for key in known}) == 1


def test_every_area_has_many_templates() -> None:
    counts: Counter[str] = Counter()
    for matter in matters():
        counts[matter.area] += len(matter.words["cores"])
    assert set(counts) == set(AREAS)
    assert min(counts.values()) >= 12


def test_masking_leaves_no_seeded_phone(county: County) -> None:
    seeded = [raw for raw in county.messages if PHONE.search(raw.text)]
    assert len(seeded) > 100
    assert not [raw for raw in seeded if PHONE.search(mask_text(raw.text))]
    assert not PHONE.search(mask(seeded[0], b"key").text)


def test_lives_of_tickets_go_forward(county: County) -> None:
    steps = ("accepted_at", "assigned_at", "finished_at", "called_back_at", "reopened_at")
    for raw in _of(county, "ticket"):
        times = [datetime.fromisoformat(str(raw.facts[s])) for s in steps if s in raw.facts]
        assert times == sorted(times)
        assert raw.posted_at <= times[0]
        assert max(times[1:], default=times[0]) <= day_start(UNTIL + timedelta(days=1))
        assert (raw.replied_at is None) == ("finished_at" not in raw.facts)
        assert raw.facts["unit"] == raw.unit


def test_open_tickets_stand_near_the_end(county: County) -> None:
    tickets = _of(county, "ticket")
    late = [raw for raw in tickets if day_of(raw.posted_at) == UNTIL]
    old = [raw for raw in tickets if (UNTIL - day_of(raw.posted_at)).days > 60]
    assert any(raw.facts["status"] in ("办理中", "待派单") for raw in late)
    assert all("finished_at" in raw.facts for raw in old)


def test_ratings_carry_stars_and_bad_ones_are_called_back(county: County) -> None:
    ratings = _of(county, "rating")
    assert {raw.facts["stars"] for raw in ratings} == {1, 2, 3, 4, 5}
    bad = [raw for raw in ratings if raw.facts["stars"] in (1, 2)]
    assert sum("called_back_at" in raw.facts for raw in bad) > 0.9 * len(bad)
    assert any("rectified_at" in raw.facts for raw in bad)


def test_news_name_an_outlet_and_no_writer(county: County) -> None:
    for raw in _of(county, "news"):
        assert raw.submitter is None
        assert raw.facts["outlet"]
        assert raw.facts["outlet_kind"]


def test_some_write_several_times(county: County) -> None:
    writers = Counter(raw.submitter for raw in county.messages if raw.submitter)
    assert all(re.fullmatch(r"S\d{6}", name) for name in writers)
    assert 2 <= writers.most_common(1)[0][1] < 30


def test_truth_is_json_and_points_at_messages(county: County) -> None:
    truth = json.loads(json.dumps(county.truth))
    known = _find(county)
    assert truth["until"] == "2026-11-22"
    assert {row["area"] for row in truth["issues"]} >= set(AREAS) - {"other"}
    for row in truth["issues"]:
        raws = [known[tuple(key)] for key in row["messages"]]
        assert 25 <= len(raws) <= 120
        assert datetime.fromisoformat(row["first_at"]) <= min(raw.posted_at for raw in raws) + (
            timedelta(seconds=1)
        )
        assert len({raw.channel for raw in raws}) > 2


def test_an_issue_varies_in_words_and_keeps_its_place(county: County) -> None:
    known = _find(county)
    for row, issue in zip(county.truth["issues"], planted(), strict=True):
        raws = [known[tuple(key)] for key in row["messages"]]
        assert len({raw.text for raw in raws}) > 0.95 * len(raws)
        assert all(
            any(name in raw.title + raw.text for name in issue.words["aliases"]) for raw in raws
        )


def test_an_issue_peaks_in_the_last_three_days(county: County) -> None:
    food = next(row for row in county.truth["issues"] if row["area"] == "food_drug")
    days = Counter(day_of(_find(county)[tuple(key)].posted_at) for key in food["messages"])
    assert days.most_common(1)[0][0] >= UNTIL - timedelta(days=3)


def test_windows_of_play_join_without_gap_or_overlap(county: County) -> None:
    hours = [MONDAY + timedelta(hours=7 * step) for step in range(8)]
    whole = play(7, hours[0], hours[-1], 60, until=UNTIL, as_of=hours[-1])
    parts = [
        raw
        for start, end in zip(hours, hours[1:], strict=False)
        for raw in play(7, start, end, 60, until=UNTIL, as_of=hours[-1])
    ]
    assert parts == whole
    assert len({_key(raw) for raw in whole}) == len(whole) > 60
    assert not {_key(raw) for raw in whole} & set(_find(county))
    assert play(7, hours[1], hours[0], 60) == []


def test_a_later_look_shows_the_same_messages_further_on() -> None:
    end = MONDAY + timedelta(days=1)
    early = play(7, MONDAY, end, 60)
    late = play(7, MONDAY, end, 60, as_of=end + timedelta(days=60))
    assert [(_key(raw), raw.title, raw.text) for raw in early] == [
        (_key(raw), raw.title, raw.text) for raw in late
    ]
    assert sum(raw.reply is not None for raw in early) < sum(raw.reply is not None for raw in late)


def test_living_issues_go_on_and_fade() -> None:
    def food(back: int) -> int:
        start = MONDAY + timedelta(days=back)
        raws = play(7, start, start + timedelta(days=3), 30, until=UNTIL)
        return sum("中心学校食堂" in raw.text + raw.title for raw in raws)

    assert food(0) > food(20)


def test_rhythm_of_days() -> None:
    assert is_holiday(date(2026, 2, 17))
    assert is_holiday(date(2026, 10, 3))
    assert not is_holiday(date(2026, 11, 20))
    assert day_weight(date(2026, 11, 23)) > day_weight(date(2026, 11, 22))
    assert season("heat", date(2026, 12, 1)) > 10 * season("heat", date(2026, 7, 1))
    assert season("noise", date(2026, 6, 5)) > season("noise", date(2026, 9, 5))
    assert sum(spread(1_001, [1.0, 2.0, 0.5])) == 1_001


def test_sentences_keep_to_their_core() -> None:
    titles = ("{place}停水", "{place}经常停电", "发黄|{place}水质")
    assert closest("{place}{when}停水", titles) == ("{place}停水",)
    assert closest("自来水发黄", titles) == ("{place}水质",)
    assert closest("班次太少", titles) == ()
    assert open_to("自来水发黄", titles) == titles[:2] + ("{place}水质",)
    assert sharing("经常跳闸", titles) == ("{place}经常停电",)
