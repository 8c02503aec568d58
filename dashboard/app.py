"""The page frame: navigation, banner, and one calm sentence when a page fails."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from config import language, logs
from core import i18n
from core.errors import MinshengError
from core.i18n import gettext as _
from core.i18n import mark
from dashboard import loaders, pieces, visit
from dashboard.views import (
    delivery_log,
    hot_issues,
    issue_detail,
    message_list,
    overview_page,
    rates_page,
    run_history,
    source_health,
)
from dashboard.visit import Visit

logger = logging.getLogger("dashboard")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name in the address, its section, its title, and what draws it."""

    name: str
    section: str
    title: str
    show: Callable[[Visit], None]
    hidden: bool = False


PAGES = (
    Page("overview", mark("民情"), mark("总览"), overview_page.show),
    Page("issues", mark("民情"), mark("热点事项"), hot_issues.show),
    Page("issue", mark("民情"), mark("事项详情"), issue_detail.show, hidden=True),
    Page("messages", mark("民情"), mark("诉求列表"), message_list.show),
    Page("rates", mark("办理"), mark("评价与时效"), rates_page.show),
    Page("sources", mark("运行"), mark("信息源"), source_health.show),
    Page("deliveries", mark("运行"), mark("预警发送记录"), delivery_log.show),
    Page("runs", mark("运行"), mark("运行记录"), run_history.show),
)


def main() -> None:
    """Draw one page. Whatever goes wrong ends as a sentence with a reference number."""
    try:
        settings = loaders.settings()
        i18n.use(language.load(settings.language))
        pieces.style()
        _open(visit.begin())
    except MinshengError as error:
        _apologise(logs.incident(logger, "page failed"), str(error))
    except Exception:  # noqa: BLE001 - the page frame: a reader never sees a traceback
        _apologise(logs.incident(logger, "page failed"), _("这个页面暂时打不开，请稍后再试。"))


def _open(here: Visit) -> None:
    sections: dict[str, list[st.Page]] = {}
    for page in PAGES:
        target = _target(page, here)
        here.pages[page.name] = target
        sections.setdefault(_(page.section), []).append(target)
    chosen = st.navigation(sections, expanded=True)
    st.set_page_config(page_title=f"{chosen.title} · {_('民声')}", layout="wide")
    pieces.banner(here)
    chosen.run()
    pieces.footer(here)


def _target(page: Page, here: Visit) -> st.Page:
    return st.Page(
        lambda: page.show(here),
        title=_(page.title),
        url_path=page.name,
        default=page is PAGES[0],
        visibility="hidden" if page.hidden else "visible",
    )


def _apologise(reference: str, sentence: str) -> None:
    st.error(pieces.plain(sentence))
    st.caption(_("如需协助，请把编号 {reference} 告诉管理员。", reference=reference))


if __name__ == "__main__":
    main()
