"""What a mail carries besides its words: the link to its receipt and the picture of its issue."""

from core.alerts import Delivery
from core.i18n import gettext as _
from core.scope import Scope
from core.times import local
from jobs import drafting
from jobs.office import Office
from reports import course_charts, export
from reports.briefs import imprints
from store import briefings, frames
from store.frames import Filter

_MOST = 1_000
_SIZE = (560, 340)
"""Of the picture in a mail, so that its words can be read on a phone."""


def link(office: Office, delivery: Delivery) -> str:
    """A link that says, signed and for some days, which alarms this address may sign for."""
    alert = delivery.alert
    if not alert.alarms:
        return ""
    token = office.signer.sign(alert.alarms, delivery.address)
    return f"{office.settings.public_url}/receipt/{token}"


def chart(office: Office, delivery: Delivery) -> tuple[str, bytes]:
    """The timeline of an alert's issue as a description and a PNG; empty for other alerts."""
    alert = delivery.alert
    if not alert.page.startswith("issue?issue=") or not alert.subject_id:
        return "", b""
    members = frames.messages_page(
        office.store, Scope.ALL, Filter(issue=alert.subject_id), limit=_MOST
    )
    if members.is_empty():
        return "", b""
    posted_on = members["posted_at"].map_elements(lambda at: local(at).date())
    title = _("{name}：诉求量", name=alert.title)
    drawing = course_charts.issue_drawing(posted_on, title, _("全部信息源"))
    return f"{title}，{drawing.caption.period}", export.picture(drawing, _SIZE)


def briefing(office: Office, delivery: Delivery) -> list[tuple[str, bytes]]:
    """The Word file of a mailed briefing as (name, bytes); nothing for other alerts.

    A draft that was redone since is sent as it is now.
    """
    alert = delivery.alert
    row = briefings.read(office.store, Scope.ALL, alert.subject_id)
    if alert.rule != "briefing" or row is None:
        return []
    return [(f"{imprints.file_name(row)}.docx", drafting.document(office, row))]
