"""The page frame: navigation, banner, and one calm sentence when a page fails."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from config import language, logs
from core import i18n
from core.errors import Denied, MinshengError
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import entrance, filter_bar, loaders, looks, pieces, turns, visit
from dashboard.views import (
    account_list,
    alarm_list,
    area_board,
    audit_trail,
    case_desk,
    case_detail,
    concentrated_matters,
    consultation_desk,
    county_map,
    delivery_log,
    disclosure_desk,
    draft_check,
    hot_issues,
    issue_detail,
    knowledge_base,
    message_list,
    one_wording,
    open_data,
    overview_page,
    petition_desk,
    policy_documents,
    public_response,
    rates_page,
    report_desk,
    run_history,
    screen_links,
    service_items,
    site_check,
    solved_matters,
    source_health,
    system_settings,
    topic_detail,
    unit_assessment,
    unit_board,
    watched_topics,
)
from dashboard.visit import Visit

logger = logging.getLogger("dashboard")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name in the address, its section, its title, and what draws it.

    `needs`: capabilities (core.roles) of which a reader has one.
    """

    name: str
    section: str
    title: str
    show: Callable[[Visit], None]
    hidden: bool = False
    needs: tuple[str, ...] = ("figures",)


PAGES = (
    Page("overview", mark("民情"), mark("总览"), overview_page.show),
    Page("issues", mark("民情"), mark("热点事项"), hot_issues.show),
    Page("issue", mark("民情"), mark("事项详情"), issue_detail.show, hidden=True),
    Page("areas", mark("民情"), mark("八大领域"), area_board.show),
    Page("map", mark("民情"), mark("地图"), county_map.show),
    Page("concentrated", mark("民情"), mark("投诉集中事项"), concentrated_matters.show),
    Page("topics", mark("民情"), mark("关注专题"), watched_topics.show),
    Page("topic", mark("民情"), mark("专题详情"), topic_detail.show, hidden=True, needs=("texts",)),
    Page("messages", mark("民情"), mark("诉求列表"), message_list.show, needs=("texts",)),
    Page("desk", mark("办理"), mark("办件工作台"), case_desk.show, needs=("cases",)),
    Page("case", mark("办理"), mark("交办件"), case_detail.show, hidden=True, needs=("cases",)),
    Page("items", mark("办理"), mark("服务事项"), service_items.show),
    Page("solutions", mark("办理"), mark("解决情况"), solved_matters.show, needs=("texts",)),
    Page("responses", mark("办理"), mark("公开回应"), public_response.show),
    Page("rates", mark("办理"), mark("评价与时效"), rates_page.show),
    Page("units", mark("办理"), mark("单位办理情况"), unit_board.show, needs=("cases",)),
    Page("reports", mark("办理"), mark("简报"), report_desk.show, needs=("cases",)),
    Page("wording", mark("口径与知识"), mark("统一口径"), one_wording.show, needs=("cases",)),
    Page("drafts", mark("口径与知识"), mark("发布前检查"), draft_check.show, needs=("cases",)),
    Page(
        "documents", mark("口径与知识"), mark("政策文件"), policy_documents.show, needs=("figures",)
    ),
    Page("knowledge", mark("口径与知识"), mark("知识库"), knowledge_base.show, needs=("texts",)),
    Page(
        "disclosures", mark("法定程序"), mark("依申请公开"), disclosure_desk.show, needs=("cases",)
    ),
    Page(
        "consultations",
        mark("法定程序"),
        mark("意见征集"),
        consultation_desk.show,
        needs=("cases",),
    ),
    Page("petitions", mark("法定程序"), mark("信访事项"), petition_desk.show, needs=("cases",)),
    Page("assessment", mark("法定程序"), mark("考核"), unit_assessment.show, needs=("cases",)),
    Page("opendata", mark("法定程序"), mark("公开数据"), open_data.show, needs=("cases",)),
    Page("sources", mark("运行"), mark("信息源"), source_health.show, needs=("figures", "operate")),
    Page("alarms", mark("办理"), mark("预警"), alarm_list.show, needs=("cases",)),
    Page("websites", mark("运行"), mark("网站检查"), site_check.show, needs=("figures", "operate")),
    Page("deliveries", mark("运行"), mark("预警发送记录"), delivery_log.show, needs=("operate",)),
    Page("runs", mark("运行"), mark("运行记录"), run_history.show, needs=("operate",)),
    Page("screens", mark("运行"), mark("大屏"), screen_links.show, needs=("desk",)),
    Page("accounts", mark("运行"), mark("账号"), account_list.show, needs=("people",)),
    Page("settings", mark("运行"), mark("管理"), system_settings.show, needs=("desk", "operate")),
    Page("audit", mark("运行"), mark("审计"), audit_trail.show, needs=("audit",)),
)


def main() -> None:
    """Draw one page. Whatever goes wrong ends as a sentence with a reference number."""
    _guarded(_open)


def _guarded(draw: Callable[[], None]) -> None:
    with turns.turn():
        _drawn(draw)


def _drawn(draw: Callable[[], None]) -> None:
    try:
        usual = loaders.settings().language
        i18n.use(language.load(looks.language(usual)))
        draw()
    except Denied as error:
        entrance.refuse(error)
    except MinshengError as error:
        _apologise(logs.incident(logger, "page failed"), str(error))
    except Exception:  # noqa: BLE001 - the page frame: a reader never sees a traceback
        _apologise(logs.incident(logger, "page failed"), _("这个页面暂时打不开，请稍后再试。"))


def _open() -> None:
    pieces.style()
    here = visit.begin()
    sections: dict[str, list[st.Page]] = {}
    allowed = [page for page in PAGES if here.can(*page.needs)]
    first = next(page for page in allowed if not page.hidden)
    for page in PAGES:
        target = _target(page, here, page is first)
        if page in allowed:
            here.pages[page.name] = target
        sections.setdefault(_(page.section), []).append(target)
    chosen = st.navigation(sections, expanded=True)
    st.set_page_config(page_title=f"{chosen.title} · {_('民声')}", layout="wide")
    pieces.choices()
    entrance.side(here)
    pieces.banner(here)
    filter_bar.doubt(here)
    chosen.run()
    pieces.footer(here)


def _target(page: Page, here: Visit, first: bool) -> st.Page:
    hidden = page.hidden or not here.can(*page.needs)
    return st.Page(
        lambda: _body(page, here.pages),
        title=_(page.title),
        url_path=page.name,
        default=first,
        visibility="hidden" if hidden else "visible",
    )


@st.fragment
def _body(page: Page, pages: dict[str, StreamlitPage]) -> None:
    """The page inside the frame: what is pressed in it draws nothing around it anew."""

    def draw() -> None:
        pieces.begin_cards()
        here = visit.begin(page.name, pages)
        if here.can(*page.needs):
            page.show(here)
        else:
            entrance.shut(here)

    _guarded(draw)


def _apologise(reference: str, sentence: str) -> None:
    st.error(pieces.plain(sentence))
    st.caption(_("如需协助，请把编号 {reference} 告诉管理员。", reference=reference))


if __name__ == "__main__":
    main()
