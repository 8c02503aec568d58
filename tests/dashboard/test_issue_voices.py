"""How many people spoke of an issue: different ones within a month, 人月次 over several."""

from types import SimpleNamespace

import pytest

from core.scope import Scope
from dashboard.views import issue_detail


@pytest.mark.parametrize(
    ("by_month", "said"),
    [
        ({202611: 7}, ["不同诉求人 7"]),
        ({202611: 7, 202610: 5}, ["诉求人 12 人月次（按月分别计数后相加）"]),
        ({202611: 2}, ["不同诉求人 <5"]),
        ({}, []),
    ],
)
def test_months_are_added_up_under_a_name_of_their_own(monkeypatch, by_month, said):
    told = []
    monkeypatch.setattr(issue_detail.st, "caption", told.append)
    reader = SimpleNamespace(voices=lambda number: by_month, scope=Scope.ALL)
    issue_detail._voices(SimpleNamespace(reader=reader), {"id": 1})
    assert told == said
