"""The examples of the handbook's pages about sources really run."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from collectors.interfaces.gate import Gate, digest
from config import settings, tables
from core.scope import Scope
from jobs import collect, receiving
from jobs.office import Office
from store import frames
from store.frames import Filter
from store.schema import messages
from tests.loopback import Answer, Asked, serving

DOCS = Path(__file__).parents[2] / "docs"


def example(page: str) -> str:
    """The first TOML example of a page."""
    found = re.search(r"```toml\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def open_example(tmp_path: Path, sqlite_template: Path) -> Iterator[Callable[..., Office]]:
    """An office with the example of a page, some words in it replaced, and secrets."""
    path = tmp_path / "minsheng.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened: list[Office] = []

    def make(page: str, replaced: dict[str, str], **secrets: str) -> Office:
        text = example(page)
        for before, after in replaced.items():
            assert before in text
            text = text.replace(before, after)
        extra = tmp_path / "example.toml"
        extra.write_text(text, "utf-8")
        values = {
            "MINSHENG_HOME": str(tmp_path / "home"),
            "MINSHENG_STORE_URL": f"sqlite:///{path}",
            "MINSHENG_CONFIG": str(extra),
            **{f"MINSHENG_SECRET_{name}": text for name, text in secrets.items()},
        }
        found = settings.load(values)
        opened.append(Office(found, tables.load(found)))
        return opened[-1]

    yield make
    for office in opened:
        office.store.close()


def stored(office: Office) -> int:
    return frames.count_messages(office.store, Scope.ALL, Filter())


def test_rest(open_example, now):
    tickets = [
        {
            "工单编号": f"GD-{number}",
            "工单标题": "路灯不亮",
            "主要内容": "云杉路的路灯坏了半个月。",
            "来电时间": f"2026-11-{number:02} 08:00:00",
            "更新时间": f"2026-11-{number:02} 09:00:00",
            "承办": {"单位": "示例城管局"},
        }
        for number in range(1, 21)
    ]

    def platform(asked: Asked) -> Answer:
        if asked.path == "/oauth/token":
            return Answer(b'{"access_token": "t", "expires_in": 60}')
        if asked.headers.get("authorization") != "Bearer t":
            return Answer(b"{}", 401)
        since = [one for one in tickets if one["更新时间"] >= asked.query["updatedAfter"]]
        first = (int(asked.query["pageNo"]) - 1) * int(asked.query["pageSize"])
        rows = since[first : first + int(asked.query["pageSize"])]
        found = {"code": 200, "data": {"total": len(since), "rows": rows}}
        return Answer(json.dumps(found).encode())

    with serving(platform) as served:
        replaced = {
            "https://platform.example": served.address,
            "every_minutes = 10": "allow_private = true",
            "page_size = 100": "page_size = 7",
        }
        office = open_example("sources-rest.zh.md", replaced, COUNTY_PLATFORM="s3cret")
        assert collect.run(office, "county_platform", now)["accepted"] == 20
        assert collect.run(office, "county_platform", now)["duplicate"] == 1
    asked = [one.query["pageNo"] for one in served.asked if "pageNo" in one.query]
    assert asked == ["1", "2", "3", "1"]
    assert stored(office) == 20


def test_push(open_example):
    token = "given-to-the-other-side"
    kept = re.search(r'tokens = \["(\w+)"\]', example("sources-push.zh.md"))[1]
    office = open_example("sources-push.zh.md", {kept: digest(token)})
    source = Gate(receiving.sources(office)).admits("hotline_push", f"Bearer {token}")
    body = [
        {
            "工单编号": "GD-1",
            "工单标题": "停水",
            "主要内容": "云杉小区停水两天。",
            "来电时间": "2026-11-20 08:00:00",
        },
        {"工单编号": "GD-3", "来电时间": "2026-11-20 08:00:00"},
    ]
    found = receiving.receive(office, source, json.dumps(body).encode())
    assert found["ids"]["accepted"] == ["GD-1"]
    assert found["quarantined_rows"] == [{"row": 2, "id": "GD-3", "reason": "缺少“主要内容”"}]


def test_sql(open_example, now, tmp_path):
    path = tmp_path / "hotline.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(
            "CREATE TABLE unit (id, name);"
            "CREATE TABLE ticket (ticket_no, title, content, created_at, updated_at, reply,"
            " replied_at, unit_id);"
            "INSERT INTO unit VALUES (1, '示例水务公司');"
            "INSERT INTO ticket VALUES ('GD-1', '停水', '云杉小区停水两天。',"
            " '2026-11-20 08:00:00', '2026-11-20 08:00:00', NULL, NULL, 1);"
        )
        office = open_example("sources-sql.zh.md", {}, HOTLINE_DB=f"sqlite:///{path}")
        assert collect.run(office, "hotline_db", now)["accepted"] == 1
        conn.execute("UPDATE ticket SET reply = '已修好。', replied_at = '2026-11-21 09:00:00'")
        conn.commit()
    assert collect.run(office, "hotline_db", now)["updated"] == 1
    assert stored(office) == 1


def test_open311(open_example, now):
    def city(asked: Asked) -> Answer:
        assert (asked.path, asked.query["jurisdiction_id"]) == ("/requests.xml", "example.cn")
        found = "".join(
            f"<request><service_request_id>{number}</service_request_id><status>open</status>"
            f"<service_name>路灯</service_name><service_code>006</service_code>"
            f"<requested_datetime>{at}</requested_datetime>"
            f"<updated_datetime>{at}</updated_datetime><lat>30.1</lat></request>"
            for number, at in enumerate(("2026-02-03T08:00:00Z", "2026-11-20T08:00:00Z"))
            if asked.query["updated_after"] <= at <= asked.query["updated_before"]
        )
        return Answer(f"<service_requests>{found}</service_requests>".encode())

    with serving(city) as served:
        replaced = {
            "https://open311.example/v2": served.address,
            "every_minutes = 15": "allow_private = true",
        }
        office = open_example("sources-open311.zh.md", replaced)
        assert collect.run(office, "city311", now)["accepted"] == 2
    with office.store.read() as conn:
        facts = str(conn.execute(select(messages.c.facts)).all())
    assert "市政设施" in facts
    assert "30.1" not in facts
