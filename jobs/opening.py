"""Opening a source: its profile and its secret go along with it into the in-door."""

from dataclasses import fields

from config.settings import SECRETS
from core.sources import Opened, Source, secret_name
from jobs.office import Office


def opened(office: Office, source: Source) -> Opened:
    """The source as a collector is handed it. Raises ConfigError where its secret is unreadable."""
    row = {item.name: getattr(source, item.name) for item in fields(source)}
    return Opened(
        **row,
        mapping=office.tables.profiles.get(source.profile),
        secret=office.settings.secret(secret_name(source)),
    )


def without_secret(office: Office) -> list[str]:
    """The variables that are still to be set: secrets of sources that need one and have none."""
    return [
        f"{SECRETS}{secret_name(source)}"
        for source in office.tables.sources.values()
        if source.enabled and _needs_one(source) and not office.settings.secret(secret_name(source))
    ]


def _needs_one(source: Source) -> bool:
    if source.kind == "push":
        return not (source.push and source.push.tokens)
    return source.kind in ("mailbox", "sql") or bool(source.rest and source.rest.login != "none")
