"""Stages of an issue, with hysteresis, and the intervals of what an answer changed."""

import pytest

from core import life


def stages(days):
    return [step.stage for step in life.course(days)]


def test_a_wave_is_told_from_the_first_message_to_the_last():
    days = [1, 0, 0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5, 4, 3, 2, 1, 0, 0] + [0] * 20
    assert stages(days) == ["latent", "forming", "peak", "easing", "calm"]


def test_an_issue_that_comes_back_is_told_as_such():
    wave = [3, 3, 3, 3, 2, 1]
    found = stages([*wave, *[0] * 30, *wave])
    assert "returned" in found
    assert found.index("calm") < found.index("returned")


def test_few_messages_stay_latent_and_no_days_give_no_stage():
    assert stages([1, 0, 1]) == ["latent"]
    assert stages([]) == []


def test_a_stage_does_not_flicker():
    """A week's sum that swings by a tenth around the border changes the stage once."""
    days = [10] * 14 + [7, 9, 7, 9, 7, 9, 7, 9, 7, 9, 7, 9, 7, 9]
    assert stages(days).count("easing") <= 1


def test_volume_is_a_ratio_with_an_interval():
    change = life.volume(40, 20)
    assert change.low < 0.5 < change.high < 1
    assert life.volume(0, 0) is None
    assert life.volume(3, 0).low == 0
    assert life.volume(0, 3).high == float("inf")


def test_a_share_is_a_difference_with_an_interval():
    change = life.share((30, 40), (10, 40))
    assert change.low < -0.5 < change.high < 0
    assert life.share((0, 0), (1, 2)) is None


@pytest.mark.parametrize(("part", "whole"), [(0, 5), (5, 5), (1, 3)])
def test_the_interval_of_a_share_holds_it(part, whole):
    low, high = life.wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
