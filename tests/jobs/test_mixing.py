"""How far found issues mix matters and places, against the truth of the synthetic county."""

import pytest

from jobs.bench import mixing
from jobs.bench.mixing import LEAST, Mixing


def test_an_issue_is_mixed_where_no_matter_of_one_place_is_its_half():
    whole = [("噪声", "松溪小区")] * LEAST
    mixed = [("噪声", "松溪小区")] * 9 + [("停水", "松溪小区")] * 9 + [None, None]
    small = [("停水", "白鹭小区")] * (LEAST - 1)
    homes = [1] * len(whole) + [2] * len(mixed) + [3] * len(small)
    found = mixing.told(homes, [*whole, *mixed, *small])
    assert found == Mixing(2, 1, matter=29 / 40, place=38 / 40, both=29 / 40)


def test_what_every_message_is_about_is_known():
    county = mixing.demo.generate(1, mixing._UNTIL, 800)
    about = mixing.abouts(county.truth)
    said = [raw for raw in county.messages if raw.kind in ("ticket", "letter")]
    unknown = [raw for raw in said if (raw.source, raw.external_id) not in about]
    assert len(unknown) * 20 < len(said)
    matters = {matter for matter, _ in about.values()}
    assert {"供暖", "电梯故障"} <= matters


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_large_issues_of_the_county_are_mostly_one_matter_of_one_place():
    found = mixing.mixing(3, 8_000, mixing.open_office().tables.lexicon.problems)
    assert found.place > 0.8
    assert found.mixed * 2 < found.issues
