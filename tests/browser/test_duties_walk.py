"""Sign-off and a disclosure request in a real browser, each step by whoever may take it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.scope import Scope
from store import procedures, statements
from store.migrate import open_store
from tests.browser.test_desk_walk import act_as, settle
from tests.dashboard.serving import BROWSER

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine"),
]
OFFICE, HOUSING, FIRE = "人民政府办公室", "住房和城乡建设局", "消防救援大队"


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1440, "height": 1800})
    page.goto(address)
    settle(page)
    return page


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).first.click()
    settle(page)


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).first.fill(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    settle(page)


def choose(page: Page, label: str, *names: str) -> None:
    box = page.get_by_label(label).first
    for name in names:
        if not page.get_by_role("option").count():  # a list for several stays open
            box.click()
        page.keyboard.type(name)  # a long list shows what is near only
        page.get_by_role("option", name=name, exact=True).click()
        settle(page)
    page.keyboard.press("Escape")


def test_a_statement_is_signed_and_dissent_is_kept(
    browser: Browser, home: Path, address: str
) -> None:
    page = opened(browser, f"{address}/wording")
    act_as(page, "牵头协调", OFFICE, "高某")
    tab(page, "起草口径")
    fill(page, "事项", "云杉小区电梯维修")
    fill(page, "口径正文", "云杉小区电梯将于12月20日前恢复运行，维修费用为8万元。")
    fill(page, "联系岗位或电话", "房屋管理科")
    fill(page, "适用：答复中出现的词（用、隔开）", "云杉小区电梯")
    facts = "恢复运行时间|日期|12月20日|恢复运行\n维修费用|金额|8万元|费用"
    fill(page, "关键事实", facts)
    press(page, "保存草稿")
    tab(page, "起草和会签")
    expect(page.get_by_text("云杉小区电梯维修").first).to_be_visible()
    press(page, "送会签")
    choose(page, "有关单位", HOUSING, FIRE)
    press(page, "送出")

    for unit, name, answer in ((HOUSING, "周某", "同意"), (FIRE, "冯某", "有不同意见")):
        act_as(page, "承办", unit, name)
        tab(page, "起草和会签")
        page.get_by_test_id("stForm").get_by_text(answer, exact=True).first.click()
        if answer != "同意":
            press(page, "提交会签")
            expect(page.get_by_text("不同意见须写明所依据的事实").first).to_be_visible()
            fill(page, "所依据的事实（有不同意见时必填）", "维修合同总价为9万元")
        press(page, "提交会签")

    act_as(page, "牵头协调", OFFICE, "高某")
    tab(page, "起草和会签")
    press(page, "定稿")
    press(page, "定稿启用")
    expect(page.get_by_text("定稿须写明理由").first).to_be_visible()
    fill(page, "理由（有不同意见时必填）", "合同价含9万元中的1万元检测费，不计入维修费用")
    press(page, "定稿启用")
    tab(page, "现行口径")
    expect(page.get_by_text("维修合同总价为9万元").first).to_be_visible()
    page.goto(f"{address}/drafts")
    settle(page)
    fill(page, "稿件正文", "云杉小区电梯将于12月31日前恢复运行。联系人张三，电话13812345678。")
    press(page, "检查")
    expect(page.get_by_text("与口径矛盾").first).to_be_visible()
    expect(page.get_by_text("个人信息").first).to_be_visible()
    page.close()
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    (agreed,) = statements.agreed(store, Scope.ALL)
    store.close()
    assert agreed.topic == "云杉小区电梯维修"


def step(page: Page, name: str, text: str = "", choice: str = "") -> None:
    """Choose a step, fill in its form, send it."""
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).first.click()
    settle(page)
    form = page.get_by_test_id("stForm").first
    if text:
        form.locator("textarea").first.fill(text)
    if choice:
        form.get_by_text(choice, exact=True).click()
    form.get_by_role("button", name=name, exact=True).click()
    settle(page)


def test_a_disclosure_request_with_a_correction_and_a_third_party(
    browser: Browser, home: Path, address: str
) -> None:
    page = opened(browser, f"{address}/disclosures")
    act_as(page, "受理派单", OFFICE, "陈某")
    tab(page, "登记申请")
    fill(page, "标题（不写姓名）", "申请公开电梯维修合同")
    fill(page, "内容（姓名、电话等保存前自动遮盖）", "申请人王五，电话13812345678，请邮寄。")
    choose(page, "承办单位", HOUSING)
    press(page, "登记")
    act_as(page, "承办", HOUSING, "周某")
    tab(page, "办理中")
    expect(page.get_by_text("〔电话〕").first).to_be_visible()
    step(page, "一次性告知补正", "请写明年份")
    step(page, "收到补正后的申请", "2026年")
    step(page, "征求第三方意见", "涉及维保单位")
    expect(page.get_by_text("不计时").first).to_be_visible()
    step(page, "第三方意见已回", choice="同意公开")
    step(page, "送法制审核", "拟予以公开")
    expect(page.get_by_text("以这个身份现在没有可办的").first).to_be_visible()
    act_as(page, "复核督办", OFFICE, "梁某")
    tab(page, "办理中")
    step(page, "法制审核意见", "同意", "审核通过")
    act_as(page, "承办", HOUSING, "周某")
    tab(page, "办理中")
    step(page, "答复申请人", "见附件", "予以公开")
    expect(page.get_by_text("按期办结").first).to_be_visible()
    page.close()
    store = open_store(f"sqlite:///{home / 'minsheng.db'}")
    (found,) = procedures.listed(store, Scope.ALL, "disclosure")
    done = procedures.steps(store, Scope.ALL, [found.id])[found.id]
    store.close()
    assert (found.state, found.outcome) == ("answered", "open")
    assert [row["step"] for row in done] == [
        "register", "ask_correction", "correct", "ask_third", "third_answered", "ask_review",
        "review", "answer",
    ]  # fmt: skip
    reply = next(clock for clock in found.clocks if clock.rule.duty == "reply")
    assert [event.kind for event in reply.events] == [
        "suspend", "correct", "exclude", "include", "stop",
    ]  # fmt: skip
