"""Every byte the product wrote, read again: no seeded personal data in any of it."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from config import tables
from core.scope import Scope
from core.times import SHANGHAI
from jobs import importing, runner
from store import confidential, frames
from store.schema import metadata
from tests import smtp

SECRETS = {
    "phone": "13812345678",
    "spaced phone": "139-8765-4321",
    "land line": "0571-87654321",
    "identity": "11010519491231002X",
    "card": "6222021234567890128",
    "plate": "浙A7Q8K9",
    "mail": "xueying.ouyang@example.com",
    "account": "ouyang_xy_77",
    "home": "37栋2单元1904",
    "submitter": "欧阳雪莹",
    "signature": "诸葛晓彤",
    "cued name": "端木文竹",
    "address": "183.129.44.217",
    "place": "30.274151,120.155152",
    "confidential": "绝无仅有的保密内容",
    "confidential ticket": "CONF-990071",
    "state secret": "某型装备的部署位置",
}
PROFILE = """
[[profile]]
name = "hotline"
kind = "ticket"
source = "hotline"
columns = { external_id = ["工单编号"], submitter = ["姓名"], title = ["标题"], text = ["内容"], \
posted_at = ["来电时间"], reply = ["答复"], replied_at = ["答复时间"], confidential = ["是否保密"] }
facts = { remark = ["备注"] }
"""
ALERTS = '[[alert]]\nid = "hot_issue"\nlevel = "IV"\nto = ["desk@example.org"]\n'
NOISES = (
    "打桩机响到凌晨，老人孩子睡不着。",
    "混凝土车排队鸣笛，路面全是泥。",
    "探照灯直射卧室，窗户关上也没用。",
    "城管来过就停，人一走又开工。",
    "学生要考试，白天上课没有精神。",
    "塔吊喇叭整夜喊话，楼板都在震。",
)
HEADER = ("工单编号", "姓名", "标题", "内容", "来电时间", "答复", "答复时间", "是否保密", "备注")
PERSONAL = (
    "我叫{cued name}，家住云杉小区{home}，电话{phone}或{spaced phone}，座机{land line}，"
    "身份证{identity}，卡号{card}，车牌{plate}，邮箱{mail}，微信{account}，IP {address}，"
    "定位{place}。云杉小区夜间施工噪音扰民。\n{signature}\n2026年11月20日"
).format_map(SECRETS)


def rows() -> Iterator[tuple[str, ...]]:
    """Enough complaints for an alert, then the special ones."""
    reply = f"{SECRETS['submitter']}女士您好，已拨打{SECRETS['phone']}与您联系。"
    at = f"{datetime.now(SHANGHAI) - timedelta(hours=1):%Y-%m-%d %H:%M:%S}"
    for number in range(60):
        who = f"user{number}" if number % 10 else SECRETS["submitter"]
        title = f"云杉小区夜间施工噪音扰民 {SECRETS['phone']}"
        noise = NOISES[number % 6] + NOISES[number // 6 % 6] + f"已经{number}天。"
        text = f"云杉小区夜间施工噪音扰民，{noise}{PERSONAL}"
        yield (f"T{number}", who, title, text, at, reply, at, "否", SECRETS["phone"])
    kept = SECRETS["confidential"]
    yield (SECRETS["confidential ticket"], "甲", kept, kept, at, kept, at, "是", kept)
    secret = f"机密★10年 {SECRETS['state secret']}"
    yield ("T98", "乙", "报告", secret, at, "", "", "否", "")
    broken = f"昨天下午（{SECRETS['phone']}）"
    yield ("T99", SECRETS["submitter"], SECRETS["signature"], PERSONAL, broken, "", "", "否", "")


def spreadsheet(path: Path) -> Path:
    """The rows as a spreadsheet exports them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows()])
    return path


COMMANDS = """
import logging, sys, json
from jobs.cli import app
from config import logs
for line in json.loads(sys.argv[1]):
    app(line, standalone_mode=False)
try:
    raise ValueError(sys.argv[2])
except ValueError:
    logs.incident(logging.getLogger("minsheng"), "failed: " + sys.argv[2])
"""


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A folder in which the product has done everything it does; the input lies elsewhere."""
    made = tmp_path / "made"
    home = made / "home"
    (home / "config" / "profiles").mkdir(parents=True)
    (home / "config" / "profiles" / "hotline.toml").write_text(PROFILE, "utf-8")
    (home / "config" / "alerts.toml").write_text(ALERTS, "utf-8")
    (made / "tmp").mkdir()
    given = spreadsheet(tmp_path / "tickets.csv")
    plain = tmp_path / "plain.csv"
    plain.write_text(f'id,text\n1,"{PERSONAL}"\n', "utf-8")
    exports = [
        ["export", "overview_areas", "--out", str(made / f"areas.{suffix}")]
        for suffix in ("csv", "xlsx", "svg", "html")
    ]
    masked = [["mask", str(plain), str(made / f"m.{form}")] for form in ("csv", "xlsx", "parquet")]
    steps = [["analyse"], ["watch"], ["deliver"], ["doctor"], *exports, *masked]
    commands = [["import", str(given), "--profile", "hotline"], *steps]
    postbox = smtp.Postbox()
    with smtp.serving(postbox) as port:
        done = run(home, made / "tmp", port, commands)
    (made / "output.txt").write_bytes(done.stdout + done.stderr)
    assert done.returncode == 0, done.stderr.decode()
    for number, (_to, content) in enumerate(postbox.taken):
        (made / f"mail{number}.eml").write_bytes(content)
    (made / "mails.txt").write_text("\n".join(str(mail) for mail in postbox.mails()), "utf-8")
    assert postbox.taken
    return made


def run(home: Path, temporary: Path, port: int, commands: object) -> subprocess.CompletedProcess:
    """The commands in a process of their own."""
    environment = {
        **os.environ,
        "MINSHENG_HOME": str(home),
        "MINSHENG_SMTP_HOST": "127.0.0.1",
        "MINSHENG_SMTP_PORT": str(port),
        "MINSHENG_SMTP_SECURITY": "none",
        "MINSHENG_SMTP_SENDER": "minsheng@example.org",
        "TMPDIR": str(temporary),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    words = [sys.executable, "-P", "-c", COMMANDS, json.dumps(commands), PERSONAL]
    return subprocess.run(words, env=environment, capture_output=True, timeout=100, check=False)


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and what is inside those that are archives."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield str(path.relative_to(folder)), content
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path.name}/{name}", archive.read(name)


def spellings(secret: str) -> Iterator[bytes]:
    """The bytes that could stand for a secret."""
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        yield secret.encode(encoding)
    yield json.dumps(secret)[1:-1].encode()
    digits = "".join(char for char in secret if char.isdigit())
    if len(digits) >= 11:
        yield digits.encode()


def test_no_byte_of_it_is_personal(product):
    found = list(written(product))
    names = {name for name, _content in found}
    assert {"home/minsheng.db", "home/logs/minsheng.log", "m.parquet", "areas.xlsx"} <= names
    leaks = {
        (label, name)
        for name, content in found
        for label, secret in SECRETS.items()
        if any(spelling in content for spelling in spellings(secret))
    }
    assert leaks == set()
    kept = b"".join(content for _name, content in found)
    assert "云杉小区".encode() in kept
    assert "〔身份证〕".encode() in kept


def test_the_tables_of_both_stores_hold_nothing_personal(office, tmp_path):
    folder = office.settings.home / "config" / "profiles"
    folder.mkdir(parents=True)
    (folder / "hotline.toml").write_text(PROFILE, "utf-8")
    profile = tables.load(office.settings).profiles["hotline"]
    path = spreadsheet(tmp_path / "t.csv")
    counts = importing.import_file(office, path, profile, "h", runner.now())
    assert (counts.accepted, counts.quarantined) == (61, 2)
    with office.store.read() as conn:
        kept = "\n".join(
            str(tuple(row)) for each in metadata.sorted_tables for row in conn.execute(select(each))
        )
    assert "云杉小区" in kept
    assert [label for label, secret in SECRETS.items() if secret in kept] == []
    refused = frames.quarantined(office.store, Scope.ALL).filter(cells="{}")
    assert refused["reason"].str.contains("国家秘密").to_list() == [True]
    again = importing.import_file(office, path, profile, "h", runner.now())
    assert again.duplicate == 61
    assert confidential.counts(office.store, Scope.ALL).height == 0
