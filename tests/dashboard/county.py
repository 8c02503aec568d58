"""A small invented county for tests: sixty days of messages, labels, issues, replies, a mail."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from core.alerts import Alert
from core.issues import Issue
from core.messages import BadRow, RawMessage
from core.privacy import mask, mask_row
from core.scope import Scope
from store import health, issues, labels, messages, outbox
from store.engine import Store
from store.health import Outcome

KEY = b"a test key of thirty-two bytes.."
SOURCE = "message_board_replies"
HOT = 12
"""So many messages belong to the one hot issue."""

HOSTILE = "<b>粗</b> **星** [链](http://example.com) `码` :red[色] $x^2$ =SUM(1)"
"""What a citizen may write and no page may interpret."""

_TOPICS = (
    ("safety", "neg", "投诉", "云杉小区", "电梯停运", "云杉小区电梯停了三天，老人上不了楼。"),
    ("environment", "neg", "举报", "青石镇", "夜间施工", "青石镇工地凌晨还在打桩，睡不着。"),
    ("wages", "neg", "求助", "白桥路", "拖欠工资", "白桥路项目欠我们三个月工资没有发。"),
    ("edu_med_elder", "neu", "咨询", "", "", "请问转学需要带哪些材料，到哪里办理？"),
    ("business", "pos", "表扬", "", "", "政务大厅窗口办事很快，工作人员很耐心。"),
    ("other", "neu", "建议", "", "", "建议在河边步道加装路灯和长椅。"),
)


def fill(store: Store, now: datetime) -> None:
    """Put the county into an empty store."""
    raw = list(letters(now))
    batch = messages.Batch(
        SOURCE,
        "诉求.xlsx",
        [mask(letter, KEY) for letter in raw],
        [
            mask_row(
                BadRow(7, "“留言时间”不是日期：昨天", {"留言主题": "路灯不亮", "留言时间": "昨天"})
            )
        ],
    )
    messages.add(store, Scope.ALL, batch, now - timedelta(minutes=5))
    _label(store, now)
    _join(store, now)
    _mail(store, now)
    run = health.start_run(store, Scope.ALL, "analyse", "", now - timedelta(minutes=4))
    done = Outcome("done", {"messages": len(raw)})
    health.end_run(store, Scope.ALL, run, done, now - timedelta(minutes=3))


def letters(now: datetime) -> Iterator[RawMessage]:
    """Sixty letters, two of three answered after one to thirty days."""
    for number in range(60):
        topic = _TOPICS[number % len(_TOPICS)]
        posted_at = now - timedelta(days=number * 0.9, hours=3)
        answered = number % 3 != 0
        waited = timedelta(hours=20 + 11 * number)
        yield RawMessage(
            source=SOURCE,
            external_id=str(number),
            kind="letter",
            title=HOSTILE if number == 4 else f"{topic[3]}{topic[4] or topic[5][:10]}",
            text=topic[5] + (HOSTILE if number == 4 else ""),
            posted_at=posted_at,
            channel="网络留言",
            submitter=f"市民{number}",
            reply="您好，来信收悉，已转相关单位办理。" if answered else None,
            replied_at=posted_at + waited if answered else None,
        )


def _label(store: Store, now: datetime) -> None:
    pending = labels.pending(store, Scope.ALL)
    by_text = {topic[5]: topic for topic in _TOPICS}
    rows = []
    for row in pending.rows(named=True):
        topic = by_text[row["text"].replace(HOSTILE, "")]
        rows.append((topic[0], topic[1], topic[2], topic[3], topic[4]))
    names = ("area", "sentiment", "intent", "place", "problem")
    given = pl.DataFrame(rows, schema=list(names), orient="row")
    frame = pl.concat([pending, given], how="horizontal").with_columns(
        area_score=pl.lit(0.9),
        area_unsure=pl.lit(0),
        sentiment_score=pl.lit(0.0),
        urgency=pl.lit(0),
        keywords=pl.lit("示例|关键词"),
        why=pl.lit('{"area": ["楼梯", "停运"], "intent": ["请"]}'),
    )
    labels.save(store, Scope.ALL, frame, "test", now)


def _join(store: Store, now: datetime) -> None:
    found = issues.unjoined(store, Scope.ALL)
    keyed = found.filter(pl.col("place") != "").with_columns(
        key=pl.col("place") + "|" + pl.col("problem")
    )
    issues.enter(store, Scope.ALL, keyed.select("id", "month", "posted_at", "key"))
    for key, group in keyed.group_by("key", maintain_order=True):
        place, problem = str(key[0]).split("|")
        first, last = group["posted_at"].sort()[0], group["posted_at"].sort()[-1]
        hot = place == "云杉小区"
        issue = Issue(
            str(key[0]), f"{place}：{problem}", "safety" if hot else "other", place, problem,
            group.height, first, last, 83.5 if hot else 12.0, now, "I" if hot else "",
            "近 7 天 3 件诉求，3 人次",
        )  # fmt: skip
        issues.save(store, Scope.ALL, [issue])


def _mail(store: Store, now: datetime) -> None:
    alert = Alert(
        "1:I", "rule", 1, "I", "云杉小区：电梯停运", "热度 83.5", (("热度", "83.5"),), now
    )
    outbox.fire(store, Scope.ALL, [alert], [("email", "值班员@example.org")], "localhost")
