"""What a source deletes or closes upstream goes here too."""

from pathlib import Path

import pytest

from config import tables
from core.scope import Scope
from jobs import importing, runner
from jobs.office import Office
from store import cubes, erase, frames
from store.frames import Filter

ALL = Scope.ALL
PROFILE = """
[[profile]]
name = "tickets"
kind = "ticket"

[profile.columns]
external_id = ["编号"]
posted_at = ["时间"]
text = ["内容"]
confidential = ["是否保密"]
withdrawn = ["已删除"]
"""


@pytest.fixture
def take(office: Office, tmp_path: Path):
    """Import lines of a table: number, text, confidential, deleted."""
    folder = office.settings.home / "config"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tickets.toml").write_text(PROFILE, "utf-8")
    profile = tables.load(office.settings).profiles["tickets"]
    numbers = iter(range(99))

    def import_lines(*lines: str):
        path = tmp_path / f"tickets{next(numbers)}.csv"
        rows = ["编号,内容,是否保密,已删除,时间", *(f"{line},2026/3/5 8:00" for line in lines)]
        path.write_text("\n".join([*rows, ""]), "utf-8")
        counts = importing.import_file(office, path, profile, "desk", runner.now())
        runner.drain(office, "analyse")
        return counts

    return import_lines


def texts(office: Office) -> list[str]:
    assert cubes.difference(office.store, ALL) == 0
    return sorted(frames.messages_page(office.store, ALL, Filter())["text"].to_list())


def test_a_deletion_upstream_erases_and_is_remembered(office, take):
    take("1,停水三天了,否,否", "2,停电两天了,否,否")
    counts = take("1,,否,是", "9,,否,是")
    assert (counts.rows, counts.updated, counts.duplicate) == (2, 1, 1)
    assert texts(office) == ["停电两天了"]
    assert take("1,停水三天了,否,否", "9,断路了,否,否").duplicate == 2
    assert texts(office) == ["停电两天了"]


def test_a_deletion_told_again_changes_nothing(office, take):
    take("1,停水三天了,否,否")
    take("1,,否,是")
    before = frames.count_messages(office.store, ALL, Filter())
    assert take("1,,否,是", "1,,否,是").duplicate == 2
    assert frames.count_messages(office.store, ALL, Filter()) == before
    assert erase.gone(office.store, ALL, "desk", ["1"], runner.now()) == 0


def test_a_deletion_without_a_number_waits_for_a_person(office, take):
    counts = take(",停水,否,是")
    assert (counts.rows, counts.quarantined) == (1, 1)


def test_what_becomes_confidential_later_is_taken_out(office, take):
    take("1,停水三天了,否,否", "2,停电两天了,否,否")
    take("1,停水三天了,是,否")
    assert texts(office) == ["停电两天了"]
    assert take("1,停水三天了,否,否").accepted == 1


def test_what_becomes_secret_later_is_taken_out(office, take):
    take("1,停水三天了,否,否")
    assert take("1,机密★停水三天了,否,否").quarantined == 1
    assert texts(office) == []


@pytest.fixture
def unmapped(office: Office, tmp_path: Path):
    """Import a table through a profile that knows nothing of its last column."""
    numbers = iter(range(99))

    def import_rows(header: str, *rows: str):
        path = tmp_path / f"letters{next(numbers)}.csv"
        names = f"留言编号,留言用户,留言主题,留言时间,留言详情,{header}"
        path.write_text("\n".join([names, *rows, ""]), "utf-8")
        profile = importing.profile_named(office, "message")
        counts = importing.import_file(office, path, profile, "board", runner.now())
        runner.drain(office, "analyse")
        return counts

    return import_rows


def everything_kept(office: Office) -> str:
    rows = frames.quarantined(office.store, ALL).rows()
    return f"{texts(office)} {rows}"


@pytest.mark.parametrize(
    ("header", "level"), [("密级", "机密"), ("是否涉密", "是"), ("security_level", "秘密")]
)
def test_a_level_of_secrecy_is_seen_without_a_mapping(office, unmapped, header, level):
    counts = unmapped(
        header,
        f"1,甲,某项目,2026/3/5 8:00,某项目的内情,{level}",
        "2,乙,停水,2026/3/5 8:00,停水三天,",
    )
    assert (counts.accepted, counts.quarantined) == (1, 1)
    assert "内情" not in everything_kept(office)
    assert "国家秘密" in everything_kept(office)


@pytest.mark.parametrize("header", ["是否保密", "保密", "is_confidential"])
def test_confidentiality_is_seen_without_a_mapping(office, unmapped, header):
    counts = unmapped(
        header,
        "1,甲,举报,2026/3/5 8:00,举报的内情,是",
        "2,乙,停水,2026/3/5 8:00,停水三天,否",
        "3,丙,举报,不详,另一件内情,1",
    )
    assert (counts.accepted, counts.quarantined) == (2, 1)
    assert texts(office) == ["停水三天"]
    assert "内情" not in everything_kept(office)


def test_other_words_with_the_same_character_are_no_secrecy(office, unmapped):
    counts = unmapped("建筑密度", "1,甲,停水,2026/3/5 8:00,停水三天,1")
    assert counts.accepted == 1
    assert texts(office) == ["停水三天"]
