"""Masking measured on generated sentences, and the measurement itself."""

import pytest

from core import masks, privacy
from tests.measure.apart import sentences as apart
from tests.measure.letters import sentences as letters
from tests.measure.masking import score, sentences
from tests.measure.masking.sentences import MID_SENTENCE, Sentence
from tests.measure.people import sentences as people

RECALL, PRECISION = 0.99, 0.98


def short_of(counts):
    """Kinds that miss a threshold, with what they reached."""
    return {
        kind: (count.found / count.secrets, count.right / count.masks, count.examples[:5])
        for kind, count in counts.items()
        if kind != MID_SENTENCE
        and (count.found < RECALL * count.secrets or count.right < PRECISION * count.masks)
    }


def test_it_works():
    counts = score.tally(sentences.generate(2_000, 20261123), privacy.mask_text)
    assert set(counts) == {*masks.KINDS, MID_SENTENCE}
    assert short_of(counts) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twenty_thousand_sentences(seed):
    made = sentences.generate(20_000, seed)
    assert sum(not sentence.secrets for sentence in made) == 10_000
    assert short_of(score.tally(made, privacy.mask_text)) == {}


@pytest.mark.slow
def test_names_on_sentences_that_nothing_was_mended_on():
    count = score.tally(people.generate(6_000, 4, "test"), privacy.mask_text)["姓名"]
    assert count.found >= 0.95 * count.secrets
    assert count.right >= 0.96 * count.masks


@pytest.mark.slow
def test_all_kinds_on_the_part_that_nothing_was_mended_on():
    counts = score.tally(apart.generate(10_000, 4, "kept"), privacy.mask_text)
    count = counts.pop("姓名")
    assert count.found >= 0.93 * count.secrets
    assert count.right >= 0.98 * count.masks
    assert short_of(counts) == {}


@pytest.mark.slow
def test_names_in_letters_and_tickets_that_nothing_was_mended_on():
    count = score.tally(letters.generate(10_000, 4, "kept"), privacy.mask_text)["姓名"]
    assert count.found >= 0.96 * count.secrets
    assert count.right >= 0.98 * count.masks


def test_the_halves_of_letters_and_tickets_share_no_form():
    names, stay = (
        [set(letters.lines(file, part)) for part in letters.PARTS]
        for file in ("forms.txt", "stay.txt")
    )
    assert not names[0] & names[1]
    assert not stay[0] & stay[1]


def test_a_name_and_a_number_that_touch_are_told_apart():
    assert score.spans("联系人王小明13800138000", "联系人〔姓名〕〔电话〕") == [
        ("姓名", 3, 6),
        ("电话", 6, 17),
    ]


def test_the_parts_of_all_kinds_share_no_form():
    kept = {form for lines in apart.forms("kept").values() for form in lines}
    assert kept.isdisjoint(form for lines in apart.forms("open").values() for form in lines)


@pytest.mark.parametrize("part", people.PARTS)
def test_the_parts_share_no_form(part):
    mine = {form for lines in people.forms(part).values() for form in lines}
    for other in set(people.PARTS) - {part}:
        assert mine.isdisjoint(form for lines in people.forms(other).values() for form in lines)


def test_a_mask_that_is_missing_or_too_wide_is_counted():
    made = [
        Sentence("我叫王明，走了", (("姓名", 2, 4),)),
        Sentence("电话在此", ()),
        Sentence("打13800138000吧", (("电话", 1, 12),)),
    ]
    said = {
        made[0].text: "我叫〔姓名〕走了",
        made[1].text: "〔电话〕在此",
        made[2].text: made[2].text,
    }
    counts = score.tally(made, said.__getitem__)
    name, phone = counts["姓名"], counts["电话"]
    assert (name.secrets, name.found, name.masks, name.right) == (1, 1, 1, 0)
    assert (phone.secrets, phone.found, phone.masks, phone.right) == (1, 0, 1, 0)


def test_a_text_that_changes_outside_its_masks_is_refused():
    with pytest.raises(ValueError, match="outside its masks"):
        score.spans("ＡＢＣ：13800138000", "ABC：〔电话〕")


def test_intervals_are_those_of_wilson():
    low, high = score.wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert score.wilson(0, 0) == (0.0, 1.0)
