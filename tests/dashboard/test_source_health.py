"""信息源: what is usual, what is wrong, our own network, rows that wait, changes of records."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.outages import Outage
from core.privacy import mask
from core.scope import Scope
from core.volume import Band, Verdict
from dashboard import caching
from store import health, history, messages, requests, volumes
from tests.dashboard import county
from tests.dashboard.test_views import unmarked, words

pytestmark = pytest.mark.slow  # every test draws whole pages

ALL = Scope.ALL
HOUR = timedelta(hours=1)


def told(app):
    return unmarked(words(app))


def test_a_source_shows_today_against_what_is_usual(visit, filled):
    now = datetime.now(UTC)
    verdict = Verdict("usual", 60, Band(40.0, 55.0, 70.4), HOUR)
    volumes.judged(filled, ALL, {county.SOURCE: verdict}, now)
    shown = told(visit("sources"))
    assert "往常此时 40–70 件" in shown
    assert "累计：新增 60" in shown
    assert "尚未采集：" in shown


def test_silence_flood_and_failure_are_said_in_words(visit, filled):
    now = datetime.now(UTC)
    volumes.judged(filled, ALL, {county.SOURCE: Verdict("quiet", 0, None, 50 * HOUR)}, now)
    shown = told(visit("sources"))
    assert "可能断更" in shown
    assert "按往常早该有了" in shown
    volumes.judged(filled, ALL, {county.SOURCE: Verdict("flood", 900)}, now)
    caching.clear()
    assert "请核对是否重复推送" in told(visit("sources"))
    for _ in range(3):
        health.failed(filled, ALL, county.SOURCE, "示例主机没有及时回应。", now - HOUR, now)
    caching.clear()
    shown = told(visit("sources"))
    assert "采集中断" in shown
    assert "连续失败 3 次：示例主机没有及时回应。" in shown
    assert "1 个数据源未及时更新" in told(visit("overview"))


def test_our_own_outage_stands_on_top_once(visit, filled):
    outage = Outage(datetime.now(UTC) - HOUR, 3)
    history.note(filled, ALL, "network_down", outage.as_note())
    warnings = [element.value for element in visit("sources").warning]
    assert len(warnings) == 1
    assert "本机网络不通，3 个数据源" in warnings[0]


def test_quarantined_rows_are_tried_again_on_request(visit, filled):
    app = visit("sources")
    assert "（1 行）" in told(app)
    app.button(key=f"retry_{county.SOURCE}").click().run()
    asked = requests.waiting(filled, ALL, "retry")
    assert [dict(parameters) for parameters in asked] == [{"source": county.SOURCE}]
    assert "已提交，等待后台执行" in told(app)


def test_many_sources_stand_in_a_table(visit, filled):
    now = datetime.now(UTC)
    for number in range(20):
        health.succeeded(filled, ALL, f"feed{number}", now, now + HOUR)
    app = visit("sources")
    assert len(app.dataframe[0].value) == 21
    assert len(app.selectbox) >= 1


def test_a_message_tells_what_its_source_changed(visit, filled):
    letter = next(county.letters(datetime.now(UTC)))
    answered = replace(letter, reply="已安排检修。", facts={"status": "已办结"})
    batch = messages.Batch(county.SOURCE, "again", [mask(answered, county.KEY)])
    messages.add(filled, ALL, batch, datetime.now(UTC))
    shown = told(visit("messages", source=county.SOURCE))
    assert "来源更新记录（1 次）" in shown
    assert "状态：— → 已办结" in shown
