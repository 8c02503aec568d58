"""A case in a real browser: judge, assign, return, reassign, reply, finish, verify, solve.

Every step is taken by whoever may take it; what may not be done is not offered, or refused
with one sentence.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.scope import Scope
from store import case_lists
from store.migrate import open_store
from tests.dashboard.serving import BROWSER, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine"),
]


def settle(page: Page) -> None:
    """Until the script has run and nothing of the run before is left."""
    for _run in ("the part of the page", "the whole page"):
        page.wait_for_timeout(400)
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
        expect(page.locator("[data-stale=true]")).to_have_count(0)


def pick(page: Page, key: str, option: str) -> None:
    box = page.locator(f".st-key-{key}[data-stale=false]")
    if option in box.inner_text():
        return
    box.locator("[data-baseweb=select], [role=combobox]").first.click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def act_as(page: Page, role: str, unit: str, name: str) -> None:
    pick(page, "acting_unit", "（不限单位）")
    pick(page, "acting_role", role)
    pick(page, "acting_unit", unit)
    field = page.locator(".st-key-acting_name input")
    if field.input_value() != name:
        field.fill(name)
        field.press("Enter")
        settle(page)


def take(page: Page, move: str, **filled: str) -> None:
    """Choose a move, fill in its form, send it."""
    page.get_by_test_id("stButtonGroup").get_by_text(move, exact=True).click()
    settle(page)
    form = page.get_by_test_id("stForm")
    if "text" in filled:
        form.locator("textarea").fill(filled["text"])
    if "unit" in filled:
        form.locator("[data-baseweb=select], [role=combobox]").first.click()
        page.get_by_role("option", name=filled["unit"], exact=True).click()
    if "choice" in filled:
        form.get_by_text(filled["choice"], exact=True).click()
    form.get_by_role("button", name=move, exact=True).click()
    settle(page)


def offered(page: Page) -> str:
    group = page.get_by_test_id("stButtonGroup")
    return group.first.inner_text() if group.count() else ""


HOUSING, FIRE = "住房和城乡建设局", "消防救援大队"


def test_from_judging_to_the_solution(browser: Browser, home: Path) -> None:
    with served(home, home) as address:
        page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 1400})
        expect.set_options(timeout=30_000)
        page.goto(f"{address}/case?issue=1")
        page.get_by_role("button", name="立项").click()
        settle(page)
        expect(page.get_by_text("本系统登记：监测").first).to_be_visible()

        act_as(page, "牵头协调", "人民政府办公室", "高某")
        take(page, "研判", text="涉及公众切身利益")
        take(page, "交办", unit=HOUSING)
        act_as(page, "承办", HOUSING, "周某")
        take(page, "退单", text="电梯维保由其他单位负责")
        expect(page.get_by_text("没有这个交办件").first).to_be_visible()

        page.goto(f"{address}/case?case=1")
        settle(page)
        act_as(page, "牵头协调", "人民政府办公室", "高某")
        expect(page.get_by_text("退单 1 次").first).to_be_visible()
        take(page, "交办", unit=HOUSING)

        act_as(page, "承办", HOUSING, "周某")
        assert "办结" not in offered(page)
        take(page, "签收")
        take(page, "开始办理")
        page.get_by_test_id("stButtonGroup").get_by_text("回应", exact=True).click()
        settle(page)
        page.get_by_test_id("stForm").get_by_role("button", name="回应").click()
        expect(page.get_by_text("请填写理由、依据或内容").first).to_be_visible()
        page.get_by_test_id("stForm").locator("textarea").fill("电梯已修好并通过检验。")
        page.get_by_test_id("stForm").get_by_role("button", name="回应").click()
        settle(page)
        take(page, "办结")
        assert "复核通过" not in offered(page)
        expect(page.get_by_text("是否解决待认定").first).to_be_visible()

        act_as(page, "复核督办", "人民政府办公室", "梁某")
        assert "认定解决情况" not in offered(page)
        take(page, "复核通过", text="现场看过")
        take(page, "认定解决情况", text="电梯正常运行", choice="已解决")
        expect(page.get_by_text("已解决").first).to_be_visible()
        assert re.search(r"承办时限\s*—", page.get_by_test_id("stMain").inner_text())
        page.close()
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    found = case_lists.file(store, Scope.ALL, 1)
    store.close()
    assert found is not None
    assert (found.case.state, found.case.solved, found.case.returns) == ("finished", "yes", 1)
    assert [move["move"] for move in found.moves] == [
        "open", "judge", "assign", "return", "assign", "sign", "handle", "reply", "finish",
        "verify", "solve",
    ]  # fmt: skip
    assert {move["actor"] for move in found.moves} == {"本机操作员", "高某", "周某", "梁某"}
