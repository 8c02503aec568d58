"""Every page on an empty and on a filled store; what people wrote is never interpreted."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Selectbox

from core.scope import Scope
from dashboard import loaders
from dashboard.app import PAGES
from dashboard.pieces import plain
from store import frames, history, labels, leases, requests
from store.engine import Store
from tests.dashboard import county

Visit = Callable[..., AppTest]
NAMES = [page.name for page in PAGES]


def words(app: AppTest) -> str:
    """All text of a page that Markdown or plain text elements show."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.text, app.error, app.info)
    shown = [str(element.value) for kind in kinds for element in kind]
    shown += [f"{metric.label} {metric.value}" for metric in app.metric]
    return "\n".join(shown + [button.label for button in app.button])


def unmarked(shown: str) -> str:
    """Text without the backslashes of our escaping."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown).replace("\u200b", "")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_on_an_empty_store(visit: Visit, name: str) -> None:
    app = visit(name)
    assert not app.exception
    assert not app.error
    assert app.title[0].value


def test_back_to_an_address_without_a_filter_shows_what_it_showed(visit: Visit) -> None:
    app = visit("settings")
    app.query_params["period"] = "year"
    app.run()
    assert app.session_state["filter"] == {"period": "year"}
    del app.query_params["period"]
    app.run()
    assert app.session_state["filter"] == {}


QUICK = ("overview", "issues", "messages", "desk")
"""Pages that the fast tests open on a filled store; the slow ones open all."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in NAMES],
)
def test_every_page_opens_on_a_filled_store(visit: Visit, filled: Store, name: str) -> None:
    app = visit(name, issue="1") if name == "issue" else visit(name)
    assert not app.exception
    assert not app.error
    assert not app.warning


def test_an_empty_store_says_how_to_begin(visit: Visit) -> None:
    shown = words(visit())
    assert "还没有数据" in shown
    assert "minsheng import" in shown


def test_the_overview_counts_what_the_store_holds(visit: Visit, filled: Store) -> None:
    app = visit("overview", period="all")
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["受理诉求"] == "60"
    assert figures["已答复"] == "66.7%"
    assert "待分析" not in figures  # nothing waits, so nothing is said
    # 40 answers after 20 + 11 n hours, n = 1, 2, 4, 5, …, 58, 59: the 20th is n = 29, the
    # 36th n = 53.
    assert figures["中位答复时长"] == "14.1 天"
    assert "九成不超过 25.1 天，40 件" in unmarked(words(app))
    assert "40 / 60 件" in unmarked(words(app))


def test_old_data_is_shown_without_asking(visit: Visit, page_store: Store) -> None:
    county.fill(page_store, datetime(2020, 1, 8, tzinfo=UTC))
    app = visit()
    assert "最近有数据的 30 天" in words(app)
    figures = {metric.label: metric.value for metric in app.metric}
    assert int(figures["受理诉求"]) > 0


def test_the_hottest_issue_comes_first_with_its_level(visit: Visit, filled: Store) -> None:
    shown = unmarked(words(visit("issues", period="all")))
    assert "红色" in shown
    assert "热度 84" in shown or "热度 83" in shown
    assert "近 7 天 3 件诉求" in shown


def test_an_issue_is_renamed_from_its_page(visit: Visit, filled: Store) -> None:
    number = frames.hot_issues(filled, Scope.ALL)["id"][0]
    app = visit("issue", issue=str(number))
    app.text_input[0].set_value("云杉小区三号楼电梯停运")
    next(button for button in app.button if button.label == "保存名称").click()
    assert not app.run().exception
    found = frames.issue(filled, Scope.ALL, number)
    assert found is not None
    assert found["name"] == "云杉小区三号楼电梯停运"
    assert "云杉小区三号楼电梯停运" in app.title[0].value


def test_a_label_is_corrected_on_its_card_and_the_trail_says_so(
    visit: Visit, filled: Store
) -> None:
    app = visit("messages", period="all", area="wages")
    assert "领域“工资拖欠”：楼梯、停运" in unmarked(words(app))
    pressed(app, "更正标签").run()
    box(app, "紧急程度").set_value(2)
    pressed(app, "保存更正").run()
    assert not app.exception
    told = labels.corrections(filled, Scope.ALL)
    assert told["urgency"].to_list() == ["2"]
    assert told["area"].to_list() == [""]
    assert re.search("紧急程度“紧急”：由 *本机操作员 *于.*更正", unmarked(words(app)))
    pressed(app, "更正标签").run()
    assert box(app, "紧急程度").value == 2
    assert re.search("本机操作员.*紧急程度.*→ 紧急", unmarked(words(app)))
    pressed(app, "保存更正").run()
    assert "没有改动" in words(app)
    pressed(app, "取消").run()
    assert "保存更正" not in words(app)


def pressed(app: AppTest, label: str) -> Button:
    """The first button of this name, pressed."""
    return next(button for button in app.button if button.label == label).click()


def box(app: AppTest, label: str) -> Selectbox:
    """The choice of this name."""
    return next(box for box in app.selectbox if box.label == label)


def test_an_unknown_issue_is_said_calmly(visit: Visit, filled: Store) -> None:
    for number in ("999", "x", "-1", "9" * 30, "²"):
        assert "没有这个事项" in words(visit("issue", issue=number))


def test_messages_are_filtered_by_the_address(visit: Visit, filled: Store) -> None:
    assert "共 10 件" in words(visit("messages", period="all", area="wages"))
    assert "共 20 件" in words(visit("messages", period="all", answered="0"))
    assert "共 10 件" in words(visit("messages", period="all", words="三天 电梯"))
    assert "没有符合条件的诉求" in words(visit("messages", period="all", words="没有这个词"))


def test_a_search_shows_where_it_found_the_words_and_is_written_down(
    visit: Visit, filled: Store
) -> None:
    page = visit("messages", words="电梯", period="all")
    assert any(":orange-background[电梯]" in piece.value for piece in page.markdown)
    page.run()
    with filled.read() as conn:
        rows = conn.execute(text("SELECT details FROM audit WHERE action = 'search'")).all()
    assert [json.loads(row.details)["words"] for row in rows] == ["电梯"]


def test_a_changed_filter_goes_into_the_address(visit: Visit, filled: Store) -> None:
    app = visit("messages", period="all")
    app.selectbox(key="filter_area").set_value("wages").run()
    assert app.query_params["area"] == "wages"
    assert "共 10 件" in words(app)
    app.button(key="filter_clear").click().run()
    assert "area" not in app.query_params


def test_nonsense_in_the_address_is_left_out_and_told(visit: Visit, filled: Store) -> None:
    app = visit("messages", period="epoch", area="<script>", since="9999-12-31", unit="nobody")
    assert not app.error
    assert "共" in words(app)
    (told,) = [warning.value for warning in app.warning]
    assert "“统计期间、起止日期、领域、单位”不认识" in told
    assert not visit("messages", period="all", area="wages").warning


def test_a_filter_that_does_nothing_here_is_named(visit: Visit, filled: Store) -> None:
    app = visit("areas", period="all", area="wages", words="停水")
    assert "本页不按“领域、关键词”筛选" in words(app)
    lines = [caption.value for caption in app.caption if "上期" in caption.value]
    assert sum(line.startswith("10 件") for line in lines) == 6  # every area, not the chosen one
    assert "本页不按" not in words(visit("messages", period="all", area="wages", words="停水"))


def test_what_people_wrote_is_never_interpreted(visit: Visit, filled: Store) -> None:
    app = visit("messages", period="all", words="链")
    shown = [element.value for element in app.markdown if "链" in element.value]
    titles = [value for value in shown if value.startswith("**")]
    excerpts = [value for value in shown if value not in titles]
    assert titles
    assert excerpts
    for inner in [title.removeprefix("**").removesuffix("**") for title in titles] + [
        excerpt.replace(":orange-background[链]", "链") for excerpt in excerpts
    ]:
        assert county.HOSTILE in unmarked(inner)
        assert not re.search(r"(?<!\\)[<>*\[\]`$:_]", inner)
        assert "http\\:\u200b" in inner
    assert any(county.HOSTILE in element.value for element in app.text)
    assert not [element for element in app.markdown if element.allow_html]


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("a *b*", "a \\*b\\*"),
        ("1. 一", "1\\. 一"),
        ("\n\n# 题", "\\# 题"),
        ("www.example.com", "www\u200b\\.example\\.com"),
        ("a@b.cn", "a\\@\u200bb\\.cn"),
        (":smile:", "\\:\u200bsmile\\:\u200b"),
        ("平常的话。", "平常的话。"),
    ],
)
def test_plain_text_stays_plain(written: str, safe: str) -> None:
    assert plain(written) == safe


def test_collect_now_is_a_request_for_the_clock(visit: Visit, filled: Store) -> None:
    app = visit("sources")
    app.button(key=f"collect_{county.SOURCE}").click().run()
    asked = requests.waiting(filled, Scope.ALL, "collect")
    assert [dict(parameters) for parameters in asked] == [{"source": county.SOURCE}]
    assert "已提交，等待后台执行" in words(app)


def test_quarantined_rows_show_their_reason(visit: Visit, filled: Store) -> None:
    app = visit("sources")
    table = app.dataframe[0].value
    assert "“留言时间”不是日期：〔姓名〕" in table["原因"].to_list()


@pytest.mark.slow
def test_a_demonstration_store_says_so_on_every_page(visit: Visit, filled: Store) -> None:
    history.note(filled, Scope.ALL, "demo", "1")
    for name in NAMES:
        assert "演示数据" in visit(name).warning[0].value


def test_a_worker_that_stands_still_is_told(visit: Visit, filled: Store) -> None:
    now = datetime.now(UTC)
    leases.hold(filled, Scope.ALL, "leader", "w", now - timedelta(hours=2), 30)
    (told,) = [unmarked(str(warning.value)) for warning in visit("issues").warning]
    assert re.search(r"后台程序自 \d{4}-\d\d-\d\d \d\d:\d\d 起没有运行", told)
    leases.hold(filled, Scope.ALL, "leader", "w", now, 30)
    loaders.forget()
    assert not visit("issues").warning


def test_a_failing_page_says_one_sentence_and_a_number(visit: Visit, filled: Store) -> None:
    with filled.write() as conn:
        conn.execute(text("DROP TABLE cube_faces"))
    app = visit()
    assert len(app.error) == 1
    assert re.search(r"编号 [0-9a-f]{8}", words(app))
    assert "Traceback" not in words(app)
    assert "cube_faces" not in words(app)


def test_the_pages_speak_english_when_asked(
    visit: Visit, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINSHENG_LANG", "en")
    app = visit("messages", period="all")
    assert app.title[0].value == "Messages"
    assert "60 messages" in words(app)
