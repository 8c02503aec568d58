"""To whom briefings go: the receivers of each kind, as configured."""

from cases.briefings import Post
from core.ladder import parents_of
from jobs.office import Office


def post_of(office: Office) -> Post:
    """Kind -> addresses, and this installation's name in message ids."""
    receivers = {plan.id: list(plan.to) for plan in office.tables.rows["briefing"].values()}
    parents = parents_of(office.shown_tables.units)
    return Post(receivers, office.mail_host, parents)
