"""一事一页: one A4 sheet for a meeting: the facts, what was said, who owes what, is it solved."""

from core.i18n import gettext as _
from reports.briefs import one_issue
from reports.briefs.content import Section, Writing
from reports.briefs.material import Material

_LATEST = 4
"""Steps of the course that fit on the sheet."""


def facts(told: Material, writing: Writing) -> Section:
    """What, where, how many, since when."""
    found = one_issue.background(told, writing)
    course = one_issue.threads(told, writing)
    lines = [*found.lines, *course.lines[-_LATEST:]]
    return Section("facts", _("基本情况"), lines, pictures=course.pictures)


def said(told: Material, writing: Writing) -> Section:
    """What people ask and what was answered."""
    points, views = one_issue.core_points(told, writing), one_issue.views(told, writing)
    lines = [*points.lines[:1], *views.lines[:2]]
    return Section("said", _("反映内容和答复"), lines)


def owed(told: Material, writing: Writing) -> Section:
    """Who owes what until when under which article; whether it is solved."""
    lines = [*one_issue.owing(told, writing), *one_issue.solved(told, writing)]
    return Section("owed", _("责任、时限和解决情况"), lines)
