"""Seeded personal data, and the reading of every byte that the product made of it."""

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from core.times import SHANGHAI

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
TICKET = "QX88-"
"""How the numbers of the source's tickets begin: known to the store alone."""
PROFILE = """
[[profile]]
name = "hotline"
kind = "ticket"
source = "hotline"
columns = { external_id = ["工单编号"], submitter = ["姓名"], title = ["标题"], text = ["内容"], \
posted_at = ["来电时间"], reply = ["答复"], replied_at = ["答复时间"], confidential = ["是否保密"] }
facts = { remark = ["备注"] }
"""
ALERTS = '[[alert]]\nid = "hot_issue"\nlevel = "IV"\nhours = "always"\nto = ["desk@example.org"]\n'
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


def rows(days: int = 0) -> Iterator[tuple[str, ...]]:
    """Enough complaints for an alert, then the special ones; all of them so many days old."""
    reply = f"{SECRETS['submitter']}女士您好，已拨打{SECRETS['phone']}与您联系。"
    at = f"{datetime.now(SHANGHAI) - timedelta(days, hours=1):%Y-%m-%d %H:%M:%S}"
    for number in range(60):
        who = f"user{number}" if number % 10 else SECRETS["submitter"]
        title = f"云杉小区夜间施工噪音扰民 {SECRETS['phone']}"
        noise = NOISES[number % 6] + NOISES[number // 6 % 6] + f"已经{number}天。"
        text = f"云杉小区夜间施工噪音扰民，{noise}{PERSONAL}"
        yield (f"{TICKET}{number}", who, title, text, at, reply, at, "否", SECRETS["phone"])
    kept = SECRETS["confidential"]
    yield (SECRETS["confidential ticket"], "甲", kept, kept, at, kept, at, "是", kept)
    secret = f"机密★10年 {SECRETS['state secret']}"
    yield (f"{TICKET}98", "乙", "报告", secret, at, "", "", "否", "")
    broken = f"昨天下午（{SECRETS['phone']}）"
    yield (
        f"{TICKET}99",
        SECRETS["submitter"],
        SECRETS["signature"],
        PERSONAL,
        broken,
        "",
        "",
        "否",
        "",
    )


def spreadsheet(path: Path, days: int = 0) -> Path:
    """The rows as a spreadsheet exports them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows(days)])
    return path


def home_in(folder: Path, *more: str) -> Path:
    """A data folder with the profile and the alerts."""
    (folder / "config" / "profiles").mkdir(parents=True)
    (folder / "config" / "profiles" / "hotline.toml").write_text(PROFILE, "utf-8")
    (folder / "config" / "alerts.toml").write_text(ALERTS, "utf-8")
    (folder / "config" / "own.toml").write_text("".join(more), "utf-8")
    return folder


def installed(made: Path) -> Path:
    """A new installation in `made`, with the profile and the alert rule; its data folder."""
    home = home_in(made / "home")
    (made / "tmp").mkdir()
    return home


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


def run(home: Path, temporary: Path, port: int, commands: object) -> subprocess.CompletedProcess:
    """The commands in a process of their own."""
    words, environment = process(home, temporary, port, commands)
    return subprocess.run(words, env=environment, capture_output=True, timeout=300, check=False)


def process(
    home: Path, temporary: Path, port: int, commands: object
) -> tuple[list[str], dict[str, str]]:
    """The words and the environment of a process that runs the commands; mail goes to `port`."""
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
    return [sys.executable, "-P", "-c", COMMANDS, json.dumps(commands), PERSONAL], environment


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and what is inside those that are packed or compressed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from opened(str(path.relative_to(folder)), path.read_bytes())


def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The content, and what it holds packed: archives, streams of a PDF, cells of a Parquet."""
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inside in archive.namelist():
                yield from opened(f"{name}/{inside}", archive.read(inside))
    if content[:2] == b"\x1f\x8b":
        yield from opened(f"{name}/gz", gzip.decompress(content))
    if content[:4] == b"PAR1":
        yield f"{name}/cells", pl.read_parquet(io.BytesIO(content)).write_csv().encode()
    if content[:4] == b"%PDF":
        for number, stream in enumerate(_STREAM.findall(content)):
            yield f"{name}/{number}", zlib.decompressobj().decompress(stream)


_STREAM = re.compile(rb"(?<!end)stream\r?\n(x.*?)endstream", re.DOTALL)
"""A compressed part of a PDF: zlib data begin with an x."""


def spellings(secret: str) -> Iterator[bytes]:
    """The bytes that could stand for a secret."""
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        yield secret.encode(encoding)
    yield json.dumps(secret)[1:-1].encode()
    yield " ".join(secret).encode()  # as the full-text index is told
    digits = "".join(char for char in secret if char.isdigit())
    if len(digits) >= 11:
        yield digits.encode()


def leaks(found: list[tuple[str, bytes]]) -> set[tuple[str, str]]:
    """Which secret stands in which file."""
    return {
        (label, name)
        for name, content in found
        for label, secret in SECRETS.items()
        if any(spelling in content for spelling in spellings(secret))
    }
