"""信访: matters with their clocks, from acceptance to the last review. Matters, never people."""

from core.i18n import gettext as _
from dashboard import acting, pieces, procedure_forms, tabbed
from dashboard.views.disclosure_desk import cards
from dashboard.visit import Visit


def show(here: Visit) -> None:
    """Draw the page."""
    about = _("15 日内告知是否受理，60 日内办结；不登记姓名，不统计何人信访")
    pieces.heading(here, _("信访事项"), about)
    acting.bar(here.tables.units)
    found = here.reader.kept("procedures", "listed", "petition")
    tabs = tabbed.tabs(
        [
            (_("办理中"), len(found)),
            (_("已归档"), None),
            (_("登记信访事项"), None),
        ]
    )
    with tabs[0]:
        cards(here, found, _("没有办理中的信访事项"))
    with tabs[1]:
        past = here.reader.kept("procedures", "listed", "petition", True, 50)
        cards(here, past, _("没有归档的信访事项"))
    with tabs[2]:
        procedure_forms.register(here, "petition")
