"""Shipped rules are complete and careful; a typo is one sentence with file, line and field."""

import pytest

from config import settings, tables
from core.deadline_rules import Rule, overlaps
from core.errors import ConfigError

IDS = """
R-RESP-24 R-RESP-48 R-RESP-5 R-RESP-CONT R-RESP-OWNER R-RESP-TYPES R-HCP-SCALE R-HCP-CALL
R-HCP-FIX R-HCP-RE R-HCP-RATE R-HOT-PICK R-HOT-CONN R-HOT-SMS R-HOT-BOX R-HOT-5WD R-HOT-BJ-2H
R-HOT-BJ-24H R-HOT-BJ-7D R-HOT-BJ-15D R-HOT-ZS-3 R-HOT-ZS-5 R-HOT-ZS-7 R-PET-15 R-PET-5OBJ
R-PET-60 R-PET-ZJ-5 R-PET-ZJ-30 R-PET-ZJ-EXT60 R-PET-REV R-FOI-20 R-FOI-7 R-FOI-15 R-FOI-PUB
R-DEC-30 R-DEC-HEAR R-DEC-LAW R-DEC-1M R-WARN-4 R-WEB-15 R-WEB-CHECK
""".split()  # noqa: SIM905


def load(tmp_path, text=None, name="rules/own.toml"):
    if text is not None:
        path = tmp_path / "config" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    return tables.load(settings.load({"MINSHENG_HOME": str(tmp_path)}))


def test_every_rule_of_the_domain_is_there(tmp_path):
    assert set(IDS) <= set(load(tmp_path).rules)


def test_what_is_unconfirmed_local_or_out_of_force_is_off(tmp_path):
    for rule in load(tmp_path).rules.values():
        assert rule.mark in "AB" or not rule.enabled, rule.id
        assert rule.effective_to is None or not rule.enabled, rule.id
        assert rule.enabled or rule.mark in "CD" or rule.note, rule.id
        assert not rule.id.startswith("R-PET-ZJ") or not rule.enabled


def test_only_public_response_waits_for_a_judgement(tmp_path):
    judged = {rule.id for rule in load(tmp_path).rules.values() if rule.judged}
    assert judged == {"R-RESP-5", "R-RESP-24", "R-RESP-48"}


def test_shipped_rules_do_not_overlap(tmp_path):
    assert load(tmp_path).warnings == []


def test_overlapping_rules_are_warned_of(tmp_path):
    found = load(tmp_path, '[[rule]]\nid = "R-HOT-ZS-5"\nenabled = true\n')
    (warning,) = found.warnings
    assert "R-HOT-5WD" in warning
    assert "R-HOT-ZS-5" in warning


def test_rules_for_different_things_do_not_overlap():
    one = Rule("A", "clock", "", "x", "A", trigger="t", duty="d", amount=1, unit="day")
    same = {"kind": "clock", "name": "", "citation": "x", "mark": "A", "trigger": "t", "duty": "d"}
    narrow = [Rule("B", covers=["咨询"], **same), Rule("C", covers=["投诉"], **same)]
    assert overlaps(narrow) == []
    assert overlaps([one, narrow[0]]) == [(one, narrow[0])]
    assert overlaps([one, Rule("D", enabled=False, **same)]) == []


def test_an_own_row_changes_only_what_it_names(tmp_path):
    rule = load(tmp_path, '[[rule]]\nid = "R-HOT-5WD"\namount = 3\n').rules["R-HOT-5WD"]
    assert (rule.amount, rule.unit, rule.mark) == (3, "working_day", "A")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('unit = "week"', "unit"),
        ("amount = 0", "amount"),
        ('amount = "five"', "amount"),
        ("amuont = 5", "amuont"),
        ('kind = "clok"', "kind"),
        ('mark = "E"', "mark"),
        ('roll = "forward"', "roll"),
        ('sense = "after"', "sense"),
        ('correct = "maybe"', "correct"),
        ('reopen = "maybe"', "reopen"),
        ('citation = " "', "citation"),
        ("extension = -1", "extension"),
        ('extension_unit = "hour"', "extension_unit"),
        ('sense = "before"', "sense"),
        ("effective_to = 2019-01-01", "effective_to"),
        ("effective_from = 2026", "effective_from"),
    ],
)
def test_a_typo_is_one_sentence_with_file_line_and_field(tmp_path, line, field):
    given = {"unit": '"working_day"', "amount": "5", "citation": '"x"', "mark": '"A"'}
    given |= {"kind": '"clock"', "name": '"x"', "effective_from": "2020-01-01"}
    given.pop(line.split(" ")[0], None)
    rows = [f"{name} = {value}" for name, value in given.items()]
    text = "\n".join(["# own rules", "[[rule]]", 'id = "X-1"', *rows, line, ""])
    with pytest.raises(ConfigError) as told:
        load(tmp_path, text)
    sentence = str(told.value)
    assert "own.toml" in sentence
    assert f"第 {len(rows) + 4} 行" in sentence
    assert field in sentence
    assert "\n" not in sentence


def test_a_missing_field_is_told_at_the_row(tmp_path):
    with pytest.raises(ConfigError, match=r"第 3 行.*mark"):
        load(tmp_path, '# own\n\n[[rule]]\nid = "X"\nkind = "note"\nname = "x"\ncitation = "x"\n')


def test_a_mistake_in_an_earlier_file_is_told_there(tmp_path):
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "a.toml").write_text('[[rule]]\nid = "R-HOT-5WD"\nunit = "wek"\n', "utf-8")
    (folder / "b.toml").write_text('[[rule]]\nid = "R-HOT-5WD"\namount = 4\n', "utf-8")
    with pytest.raises(ConfigError, match=r"a\.toml 第 3 行"):
        load(tmp_path)


def test_rolling_hours_is_refused(tmp_path):
    text = '[[rule]]\nid = "R-HOT-BOX"\nroll = "next_working_day"\n'
    with pytest.raises(ConfigError, match=r"第 3 行.*roll"):
        load(tmp_path, text)


def test_a_wrong_policy_names_its_field(tmp_path):
    with pytest.raises(ConfigError, match=r"第 3 行.*fair_weight"):
        load(tmp_path, '[[rates]]\nid = "default"\nfair_weight = 0.5\n')


def test_the_policy_is_overlaid(tmp_path):
    policy = load(tmp_path, '[[rates]]\nid = "default"\nfair_weight = 0.8\n').policy
    assert (policy.fair_weight, policy.minimum) == (0.8, 5)
