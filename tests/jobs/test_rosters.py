"""Contacts and rosters from a sheet."""

import csv

import pytest

from core.errors import InputError
from core.times import local
from jobs import rosters

HEAD = ("单位", "角色", "姓名", "渠道", "地址", "摘要", "开始", "结束")


@pytest.fixture
def sheet(tmp_path):
    def make(*rows):
        path = tmp_path / "联系人.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
        return path

    return make


def test_names_codes_offices_and_sources(office, sheet):
    unit = office.tables.units[0]
    source = next(iter(office.tables.sources.values()))
    found = rosters.read(
        sheet(
            (unit.name, "A 角", "王某", "", "a@example.gov.cn", "每日", "", ""),
            (unit.code, "B角", "", "邮件", "b@example.gov.cn", "", "", ""),
            ("", "", "", "", "", "", "", ""),
            (
                "平台",
                "值班",
                "",
                "",
                "d@example.gov.cn",
                "",
                "2026-12-01 08:00",
                "2026-12-01 20:00",
            ),
            (f"来源：{source.name}", "值班", "", "短信", "sms", "", "", ""),
        ),
        office.tables,
    )
    assert [(one.unit, one.role, one.channel, one.digest) for one in found] == [
        (unit.code, "A", "mail", "daily"),
        (unit.code, "B", "mail", ""),
        ("", "duty", "mail", ""),
        (f"source:{source.id}", "duty", "webhook", ""),
    ]
    assert found[2].from_at
    assert local(found[2].from_at).hour == 8


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("没有这个局", "A", "", "", "a@b.cn", "", "", ""), "单位"),
        (("平台", "主任", "", "", "a@b.cn", "", "", ""), "角色"),
        (("平台", "A", "", "传真", "a@b.cn", "", "", ""), "渠道"),
        (("平台", "A", "", "", "不是地址", "", "", ""), "地址"),
        (("平台", "A", "", "", "a@b.cn", "每时", "", ""), "摘要"),
        (("平台", "值班", "", "", "a@b.cn", "", "明天", ""), "开始"),
        (("平台", "值班", "", "", "a@b.cn", "", "2026-12-02", "2026-12-01"), "结束"),
    ],
)
def test_the_first_wrong_cell_is_named(office, sheet, row, told):
    with pytest.raises(InputError, match=f"第 2 行的“{told}”"):
        rosters.read(sheet(row), office.tables)


def test_an_empty_sheet_is_refused(office, sheet):
    with pytest.raises(InputError, match="没有联系人"):
        rosters.read(sheet(), office.tables)
