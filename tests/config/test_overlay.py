"""What pages change in the configuration: tried as it is read, with earlier versions kept."""

from datetime import UTC, datetime, timedelta

import pytest

from config import overlay, settings, tables
from core.errors import ConfigError, InputError

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULE = "R-HOT-5WD"


@pytest.fixture
def given(tmp_path):
    return settings.load({"MINSHENG_HOME": str(tmp_path)})


def put(given, text, minutes=0):
    overlay.put(given, overlay.text(given), text, NOW + timedelta(minutes=minutes))


def test_a_change_on_a_page_counts_over_an_own_file_and_under_the_extra_one(given, tmp_path):
    given.config_folder.mkdir()
    own = '[[rule]]\nid = "R-HOT-5WD"\namount = 4\nnote = "本地"\n'
    (given.config_folder / "甲.toml").write_text(own, "utf-8")
    put(given, overlay.changed("", "rule", RULE, {"amount": 3}))
    found = tables.load(given)
    assert (found.rules[RULE].amount, found.rules[RULE].note) == (3, "本地")
    assert found.origins["rule", RULE].endswith(overlay.FILE)
    extra = tmp_path / "extra.toml"
    extra.write_text('[[rule]]\nid = "R-HOT-5WD"\namount = 2\n', "utf-8")
    over = settings.load({"MINSHENG_HOME": str(tmp_path), "MINSHENG_CONFIG": str(extra)})
    assert tables.load(over).rules[RULE].amount == 2


def test_every_kind_of_value_comes_back_as_it_was_written(given):
    words = {"3": ['带"引号"的', "反\\斜"], "1": ["甲"]}
    text = overlay.changed("", "area", "wages", {"words": words})
    text = overlay.changed(text, "unit", "housing", {"name": "住建局", "areas": ["wages", "other"]})
    text = overlay.changed(text, "rule", RULE, {"enabled": False})
    text = overlay.changed(text, "rule", RULE, {"amount": 6})
    put(given, text)
    found = tables.load(given)
    assert found.rows["area"]["wages"].words == words
    assert found.rows["unit"]["housing"].areas == ["wages", "other"]
    assert (found.rules[RULE].enabled, found.rules[RULE].amount) == (False, 6)


def test_a_draft_is_tried_without_being_written(given):
    draft = overlay.changed("", "unit", "housing", {"areas": ["nonsense"]})
    with pytest.raises(ConfigError, match="nonsense"):
        tables.load(given, draft)
    assert overlay.text(given) == ""
    assert tables.load(given, overlay.changed("", "rule", RULE, {"amount": 9})).rules[RULE].amount
    assert tables.load(given).rules[RULE].amount == 5


@pytest.mark.parametrize(
    ("table", "field"), [("rule", "citation"), ("unit", "parent"), ("source", "location")]
)
def test_what_is_not_safe_is_refused(table, field):
    with pytest.raises(InputError, match="页面上不能修改"):
        overlay.changed("", table, "x", {field: "y"})


def test_earlier_versions_stay_and_two_people_do_not_overwrite_each_other(given):
    first = overlay.changed("", "rule", RULE, {"amount": 6})
    put(given, first)
    put(given, overlay.changed(first, "rule", RULE, {"amount": 7}), minutes=1)
    earlier = [path.read_text("utf-8") for path in overlay.versions(given).values()]
    assert earlier == [first, ""]
    with pytest.raises(InputError, match="刚被别人改过"):
        overlay.put(given, first, "", NOW)
    assert tables.load(given).rules[RULE].amount == 7


def test_a_unit_of_the_demonstration_stays_one_when_it_is_changed(given):
    shown = tables.load(given).for_demo(True)
    code = shown.units[0].code
    put(given, overlay.changed("", "unit", code, {"name": "改名局"}))
    found = tables.load(given)
    assert "改名局" in [unit.name for unit in found.for_demo(True).units]
    assert "改名局" not in [unit.name for unit in found.for_demo(False).units]
