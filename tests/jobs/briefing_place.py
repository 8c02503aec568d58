"""A small office with a week of labelled records, for the tests of briefings."""

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from docx import Document

from core.issues import Issue
from core.messages import RawMessage
from core.privacy import mask
from core.scope import Scope
from core.times import local
from store import issues, labels, messages
from store.engine import Store

KEY = b"a test key of thirty-two bytes.."
ALL = Scope.ALL
AREAS = ("safety", "environment", "wages", "other")
TOPICS = (("城乡建设", "房屋管理"), ("环境保护", "噪声"), ("劳动", "拖欠工资"), ("其他", "其他"))


def fill(store: Store, now: datetime) -> None:
    """Forty tickets, six letters, five news and four disclosure requests before `now`."""
    raw = list(records(now))
    for source in sorted({one.source for one in raw}):
        batch = [mask(one, KEY) for one in raw if one.source == source]
        messages.add(store, ALL, messages.Batch(source, "", batch, []), now)
    label(store, now)
    join(store)


def records(now: datetime) -> Iterator[RawMessage]:
    for number in range(40):
        at = now - timedelta(hours=5 * number + 1)
        done = {
            "finished_at": local(at + timedelta(hours=3)).isoformat(),
            "called_back_at": local(at + timedelta(hours=9)).isoformat(),
            "contacted": True,
            "solved": ("解决", "未解决")[number % 2],
            "satisfied": ("满意", "基本满意", "不满意")[number % 3],
        }
        yield RawMessage(
            source="hotline", external_id=f"GD{number:03d}", kind="ticket",
            title=("云杉小区停水", "青石镇夜间施工", "白桥路拖欠工资", "建议加装路灯")[number % 4],
            text=f"云杉小区停水{number}小时，请尽快处理。", posted_at=at,
            channel=("电话", "网站")[number % 2],
            submitter=f"市民{number}", facts=done if number % 4 else {},
            unit=f"unit_{number % 3}",
        )  # fmt: skip
    for number in range(6):
        yield RawMessage(
            source="letters", external_id=str(number), kind="letter", title="咨询转学",
            text="请问转学怎么办理？", posted_at=now - timedelta(hours=7 * number + 2),
            channel="网站", reply="已答复。", replied_at=now - timedelta(hours=7 * number),
        )  # fmt: skip
    for number in range(5):
        yield RawMessage(
            source="news", external_id=str(number), kind="news", title=f"云杉小区停水{number}天",
            text="报道。", posted_at=now - timedelta(hours=6 * number + 3), channel="报纸",
            facts={"outlet": "示例晚报", "outlet_kind": "报纸"},
        )  # fmt: skip
    for number in range(4):
        at = now - timedelta(days=400 + number)
        yield RawMessage(
            source="papers", external_id=str(number), kind="disclosure", title="申请公开",
            text="申请公开规划文件。", posted_at=at, channel="网站",
            facts={"received_at": at.isoformat(), "outcome": "公开",
                   "answered_at": (at + timedelta(days=9)).isoformat()},
        )  # fmt: skip


def label(store: Store, now: datetime) -> None:
    """Label whatever waits, by its place in the queue of its title."""
    pending = labels.pending(store, ALL)
    rows = [_labels(row) for row in pending.rows(named=True)]
    given = pl.DataFrame(rows)
    frame = pl.concat([pending, given], how="horizontal").with_columns(
        area_score=pl.lit(0.9), area_unsure=pl.lit(0), sentiment_score=pl.lit(0.0),
        urgency=pl.lit(0), intent=pl.lit("投诉"), keywords=pl.lit("停水|物业"),
    )  # fmt: skip
    labels.save(store, ALL, frame, "test", now)


def _labels(row: dict[str, Any]) -> dict[str, Any]:
    place = sum(map(ord, row["title"])) % 4
    hot = "停水" in row["title"]
    first, second = TOPICS[place]
    return {
        "area": AREAS[place], "sentiment": ("neg", "neu")[place % 2], "topic1": first,
        "topic2": second, "place": "云杉小区" if hot else "", "problem": "停水" if hot else "",
    }  # fmt: skip


def join(store: Store) -> int:
    """One issue of everything about the water; its number."""
    found = issues.unjoined(store, ALL).filter(pl.col("place") != "")
    keyed = found.with_columns(key=pl.lit("云杉小区|停水"))
    issues.enter(store, ALL, keyed.select("id", "month", "posted_at", "key"))
    posted = found["posted_at"].sort()
    one = Issue(
        "云杉小区|停水", "云杉小区：停水", "environment", "云杉小区", "停水", found.height,
        posted[0], posted[-1], 61.0, posted[-1], "II", "近 7 天 12 件诉求，9 人次",
    )  # fmt: skip
    return issues.save(store, ALL, [one])[0]


def texts(document: bytes) -> list[str]:
    """Every paragraph of a Word file: body, tables, header and footer."""
    opened = Document(io.BytesIO(document))
    parts = [opened.element.body]
    for section in opened.sections:
        parts += [section.header._element, section.footer._element]
    return [
        "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
        for part in parts
        for paragraph in part.iter()
        if paragraph.tag.endswith("}p")
    ]


def figures(text: str) -> list[str]:
    """Every number in a text, as it is written."""
    return re.findall(r"\d[\d,]*(?:\.\d+)?", text)
