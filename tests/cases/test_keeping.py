"""Saved views, the visit before this one, and links to big screens that end."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases import keeping
from config import boundaries, settings, signing
from core.errors import ConfigError, Denied, InputError
from core.scope import Actor, Scope
from store import keeping as cellar
from store.engine import Store
from store.migrate import open_store

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
ME = Actor("梁某", role="lead")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'minsheng.db'}")
    yield opened
    opened.close()


def test_a_view_is_ones_own_and_comes_back_when_its_deletion_is_undone(kept: Store) -> None:
    keeping.save_view(kept, ME, " 欠薪 周报 ", ("messages", {"area": "wages"}), NOW)
    keeping.save_view(kept, ME, "欠薪 周报", ("issues", {"area": "wages"}), NOW)
    found = cellar.views(kept, Scope.ALL, "梁某")
    assert [(row["name"], row["page"], row["query"]) for row in found] == [
        ("欠薪 周报", "issues", "area=wages")
    ]
    assert cellar.views(kept, Scope.ALL, "周某") == []
    with pytest.raises(InputError):
        keeping.drop_view(kept, Actor("周某"), found[0]["id"])
    gone = keeping.drop_view(kept, ME, found[0]["id"])
    assert cellar.views(kept, Scope.ALL, "梁某") == []
    keeping.restore_view(kept, ME, gone)
    assert cellar.views(kept, Scope.ALL, "梁某")[0]["query"] == "area=wages"
    with pytest.raises(InputError, match="1 到 40"):
        keeping.save_view(kept, ME, " ", ("issues", {}), NOW)


def test_what_is_new_counts_from_the_visit_before_not_from_the_last_click(kept: Store) -> None:
    assert keeping.looked(kept, ME, "overview", NOW) is None
    evening = NOW + timedelta(hours=8)
    assert keeping.looked(kept, ME, "overview", evening) == NOW
    assert keeping.looked(kept, ME, "overview", evening + timedelta(minutes=5)) == NOW
    assert keeping.looked(kept, Actor("周某"), "overview", evening) is None


def test_a_link_ends_by_its_days_or_by_hand(kept: Store) -> None:
    number = keeping.open_screen(kept, ME, "emergency", 3, 7, NOW)
    row = cellar.screen(kept, Scope.ALL, number)
    assert keeping.good(row, NOW + timedelta(days=6))
    assert not keeping.good(row, NOW + timedelta(days=7))
    keeping.revoke_screen(kept, ME, number, NOW)
    assert not keeping.good(cellar.screen(kept, Scope.ALL, number), NOW)
    with pytest.raises(InputError, match="已经失效"):
        keeping.revoke_screen(kept, ME, number, NOW)
    for kind, issue, days in (("emergency", 0, 7), ("overview", 0, 8), ("cinema", 0, 7)):
        with pytest.raises(InputError):
            keeping.open_screen(kept, ME, kind, issue, days, NOW)


@pytest.mark.parametrize(
    "part",
    [{"regions": frozenset({"3301"})}, {"units": frozenset({"water"})},
     {"barred": frozenset({"water"})}],
)  # fmt: skip
def test_whoever_sees_a_part_makes_no_link_to_the_whole(
    kept: Store, part: dict[str, frozenset[str]]
) -> None:
    number = keeping.open_screen(kept, ME, "overview", 0, 7, NOW)
    limited = replace(ME, scope=Scope(**part))
    with pytest.raises(Denied):
        keeping.open_screen(kept, limited, "overview", 0, 7, NOW)
    with pytest.raises(Denied):
        keeping.revoke_screen(kept, limited, number, NOW)
    assert keeping.good(cellar.screen(kept, Scope.ALL, number), NOW)
    assert len(cellar.all_screens(kept, Scope.ALL)) == 1


def test_a_link_to_sign_for_alarms_opens_no_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    found = settings.load()
    receipt = signing.signer(found).sign([1], "screen")
    assert signing.screens(found).read(receipt) is None
    assert signing.screens(found).read(signing.screens(found).sign([1], "screen")) == (
        [1],
        "screen",
    )


def _feature(corners: list[list[float]]) -> dict[str, object]:
    shape = {"type": "Polygon", "coordinates": [corners] if corners else []}
    return {"properties": {"adcode": "330106"}, "geometry": shape}


def test_a_map_without_an_approval_number_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    found = settings.load()
    assert boundaries.load(found) is None
    path = found.config_folder / boundaries.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    shape = '{"type": "Polygon", "coordinates": [[[120.0, 30.0], [121.0, 30.0], [121.0, 31.0]]]}'
    feature = '{"properties": {"adcode": 330106}, "geometry": ' + shape + "}"
    path.write_text('{"features": [' + feature + "]}", "utf-8")
    with pytest.raises(ConfigError, match="审图号"):
        boundaries.load(found)
    path.write_text('{"approval": "浙S（2026）1号", "features": [' + feature + "]}", "utf-8")
    loaded = boundaries.load(found)
    assert loaded is not None
    assert (loaded.approval, loaded.rings["330106"][0][1]) == ("浙S（2026）1号", (121.0, 30.0))
    path.write_text("{", "utf-8")
    with pytest.raises(ConfigError, match="读不懂"):
        boundaries.load(found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}, "不是经纬度"),
        ({"features": [_feature([[5e5, 3.3e6], [5.1e5, 3.3e6], [5.1e5, 3.4e6]])]}, "不是经纬度"),
        ({"features": None}, "读不懂"),
        ({"features": [{"properties": None, "geometry": None}]}, "读不懂"),
        ({"features": [_feature([])]}, "读不懂"),
        ({"features": [_feature([[120.0, 30.0], [121.0, 30.0]])]}, "读不懂"),
        ({"approval": None}, "审图号"),
        ({"more": "长" * boundaries.LARGEST}, "超过 20 MB"),
    ],
)
def test_a_wrong_map_is_refused_with_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], said: str
) -> None:
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    found = settings.load()
    path = found.config_folder / boundaries.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    corners = [[120.0, 30.0], [121.0, 30.0], [121.0, 31.0]]
    whole = {"approval": "浙S（2026）1号", "features": [_feature(corners), _feature(corners)]}
    path.write_text(json.dumps(whole), "utf-8-sig")
    loaded = boundaries.load(found)
    assert loaded is not None
    assert len(loaded.rings["330106"]) == 2  # two features of one region are both kept
    path.write_text(json.dumps(whole | change), "utf-8")
    with pytest.raises(ConfigError, match=said):
        boundaries.load(found)
