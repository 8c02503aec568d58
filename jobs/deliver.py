"""The step `deliver`: alerts in the outbox go out, one after another."""

import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from secrets import token_hex
from urllib.parse import urlsplit

from alerts import CHANNELS, mail
from core.alerts import Delivery
from core.errors import DeliveryError
from core.i18n import gettext as _
from core.scope import Scope
from jobs import enclosing
from jobs.office import Office
from store import alarms, contacts, history, outbox, requests
from store.requests import Request

logger = logging.getLogger(__name__)

TEST = "test_mail"
"""Kind of the requests for a test mail, and name of that unit of work."""

TIMEOUT_SECONDS = 20.0
"""How long a mail server may stay silent; a whole mail ends well before its claim does."""

SPELL = timedelta(seconds=10)
"""A run ends after this, so that a worker told to stop is not kept waiting."""

STALE = timedelta(minutes=10)

_DELAYS = (1, 5, 15, 60, *[240] * 17)
"""Minutes until the next attempt: soon at first, then every four hours up to three days."""


def due(office: Office, now: datetime) -> list[str]:
    """One unit for test mails somebody waits for, one for alerts that can be sent."""
    found = []
    if requests.is_asked(office.store, Scope.ALL, TEST, now - STALE):
        found.append(TEST)
    if outbox.is_due(office.store, Scope.ALL, now, _unready(office)):
        found.append("")
    return found


def run(office: Office, subject: str, now: datetime) -> dict[str, int]:
    """Send what is due; without a mail server mails wait until there is one, groups do not."""
    return _tests(office, now) if subject == TEST else _alerts(office, now)


def _unready(office: Office) -> tuple[str, ...]:
    """Channels through which nothing can go out yet."""
    return () if is_ready(office) else ("mail",)


def is_ready(office: Office) -> bool:
    """Are a mail server and a sender's address set?"""
    return bool(office.settings.smtp.host and _sender(office))


def greet(office: Office, seconds: float) -> None:
    """Does the mail server take us, within so many seconds a step? Raises DeliveryError."""
    mail.greet(replace(_server(office), timeout=seconds))


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after the given number of attempts; None: give up."""
    if attempts > len(_DELAYS):
        return None
    return now + timedelta(minutes=_DELAYS[max(attempts, 1) - 1])


def _alerts(office: Office, now: datetime) -> dict[str, int]:
    counts = {"sent": 0, "failed": 0, "later": 0}
    clock, name = _clock(now), f"{socket.gethostname()[:40]}-{os.getpid()}-{token_hex(3)}"
    while clock() - now < SPELL and not counts["later"]:
        delivery = outbox.claim(office.store, Scope.ALL, name, clock(), without=_unready(office))
        if delivery is None:
            break
        counts[_attempt(office, delivery, clock)] += 1
    return counts


def _clock(now: datetime) -> Callable[[], datetime]:
    """The time since `now` goes on while mails are sent."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _attempt(office: Office, delivery: Delivery, clock: Callable[[], datetime]) -> str:
    try:
        _send(office, delivery)
    except DeliveryError as error:
        return _failed(office, delivery, error, clock())
    outbox.sent(office.store, Scope.ALL, delivery.id, clock())
    return "sent"


def _send(office: Office, delivery: Delivery) -> None:
    if delivery.channel not in CHANNELS:
        raise DeliveryError("没有“{kind}”这种预警渠道。", permanent=True, kind=delivery.channel)
    channel = import_module(CHANNELS[delivery.channel])
    if delivery.channel != "mail":
        url = enclosing.link(office, delivery)
        channel.send(delivery, office.tables.channel(delivery.channel, delivery.address), url)
        return
    demo = history.read_note(office.store, Scope.ALL, "demo") is not None
    message = channel.compose(
        delivery,
        _sender(office),
        office.settings.public_url,
        demo,
        link=enclosing.link(office, delivery),
        chart=enclosing.chart(office, delivery),
        files=enclosing.briefing(office, delivery),
    )
    channel.send(message, _server(office))


def _failed(office: Office, delivery: Delivery, error: DeliveryError, now: datetime) -> str:
    logger.warning("delivery %s: %s (%r)", delivery.id, error, error.__cause__)
    again = None if error.permanent else next_try(delivery.attempts, now)
    outbox.failed(office.store, Scope.ALL, delivery, str(error), again)
    if error.unreachable:
        with office.store.write() as conn:  # the rule `address` tells the administrator
            contacts.disable(conn, delivery.channel, delivery.address, str(error))
            alarms.untell(conn, delivery.alert.alarms, delivery.address)
    return "later" if again else "failed"


def _tests(office: Office, now: datetime) -> dict[str, int]:
    counts = {"sent": 0, "failed": 0}
    for request in requests.claim(office.store, Scope.ALL, now, now - STALE, TEST):
        sentence = _test(office, request, now)
        counts["failed" if sentence else "sent"] += 1
        outcome = sentence or _("已发送，请查收")
        requests.done(office.store, Scope.ALL, request.id, outcome, now)
    return counts


def _test(office: Office, request: Request, now: datetime) -> str:
    """Send one test mail; the sentence that says what went wrong, or nothing."""
    if not is_ready(office):
        return _("没有设置邮件服务器或发件人，请设置 MINSHENG_SMTP_HOST 和 MINSHENG_SMTP_SENDER。")
    host = urlsplit(office.settings.public_url).hostname or "localhost"
    stamp = (f"<test-{request.id}@{host}>", now)
    to = str(request.parameters.get("to", ""))
    try:
        message = mail.compose_test(to, _sender(office), office.settings.public_url, stamp)
        mail.send(message, _server(office))
    except DeliveryError as error:
        logger.warning("test mail %s: %s (%r)", request.id, error, error.__cause__)
        return str(error)
    return ""


def _sender(office: Office) -> str:
    smtp = office.settings.smtp
    return smtp.sender or (smtp.user if "@" in smtp.user else "")


def _server(office: Office) -> mail.Server:
    smtp = office.settings.smtp
    return mail.Server(
        smtp.host, smtp.port, smtp.security, smtp.user, smtp.password, TIMEOUT_SECONDS
    )
