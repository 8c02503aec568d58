"""Contacts and rosters from a sheet: one row for each person and time on call."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from config.tables import Tables
from core.alarms import CHANNELS, DIGESTS, ROLES, Contact
from core.errors import InputError
from core.times import parse_moment
from jobs import sheets

_NEEDED = ("单位", "角色", "地址")
_MORE = ("姓名", "渠道", "摘要", "开始", "结束")

_SPOKEN: dict[str, Mapping[str, str]] = {
    "角色": {**{code: code for code in ROLES}, "A角": "A", "B角": "B", "值班": "duty",
            "系统管理员": "admin", "管理员": "admin"},
    "渠道": {"": "mail", **{code: code for code in CHANNELS}, "邮件": "mail", "电子邮件": "mail",
            "工作群": "chat", "短信": "webhook"},
    "摘要": {**{code: code for code in DIGESTS}, "每日": "daily", "每周": "weekly", "不订阅": ""},
}  # fmt: skip


def read(path: Path, tables: Tables) -> list[Contact]:
    """The contacts of a sheet with the columns 单位、角色、姓名、渠道、地址、摘要、开始、结束.

    单位 is a name or code of units.toml, 平台 for the office that runs Minsheng, or 来源:
    followed by a source's id or name. Raises InputError that names the first wrong row.
    """
    frame = sheets.read(path, _NEEDED, _MORE)
    units = _units(tables)
    found = []
    for number, row in enumerate(frame.rows(named=True), 2):
        if any(cell.strip() for cell in row.values()):
            found.append(_contact(row, units, number))
    if not found:
        raise InputError("文件 {name} 里没有联系人。", name=path.name)
    return found


def _units(tables: Tables) -> dict[str, str]:
    known = {unit.name: unit.code for unit in tables.units}
    known |= {unit.code: unit.code for unit in tables.units}
    known |= {"平台": "", "平台管理单位": ""}
    for source in tables.sources.values():
        known |= {f"来源:{name}": f"source:{source.id}" for name in (source.id, source.name)}
    return known


def _contact(row: Mapping[str, str], units: Mapping[str, str], number: int) -> Contact:
    cells = {name: cell.strip().replace("：", ":") for name, cell in row.items()}
    if cells["单位"] not in units:
        raise _wrong(number, "单位", cells["单位"])
    codes = {}
    for name, spoken in _SPOKEN.items():
        code = spoken.get(cells[name].replace(" ", ""))
        if code is None:
            raise _wrong(number, name, cells[name])
        codes[name] = code
    address = cells["地址"]
    if not address or codes["渠道"] == "mail" and "@" not in address:
        raise _wrong(number, "地址", address)
    times = [_time(cells[name], name, number) for name in ("开始", "结束")]
    if times[0] and times[1] and times[0] >= times[1]:
        raise _wrong(number, "结束", cells["结束"])
    return Contact(
        0, units[cells["单位"]], codes["角色"], cells["姓名"][:60], codes["渠道"], address,
        codes["摘要"], times[0], times[1],
    )  # fmt: skip


def _time(text: str, name: str, number: int) -> datetime | None:
    try:
        found = parse_moment(text)
    except (ValueError, OverflowError) as error:
        raise _wrong(number, name, text) from error
    return found.at if found else None


def _wrong(number: int, name: str, value: str) -> InputError:
    return InputError(
        "第 {row} 行的“{column}”填写有误：“{value}”。", row=number, column=name, value=value
    )
