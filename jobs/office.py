"""What the steps share: settings, tables, the store, and the keys of submitter hashes."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config import calendar, language, logs, settings, signing, tables
from config.tables import Tables
from core import i18n
from core.calendars import WorkTime
from core.scope import Scope
from jobs.keys import KeyRing

if TYPE_CHECKING:
    from analysis.features import Materials
    from analysis.heat import Temper
    from store.engine import Store


@dataclass(frozen=True)
class Office:
    """One installation, opened. The store is loaded and opened at first use: what works on
    files alone does without it."""

    settings: settings.Settings
    tables: tables.Tables

    @cached_property
    def store(self) -> "Store":
        from store.migrate import open_store

        return open_store(self.settings.store_url)

    @cached_property
    def keys(self) -> KeyRing:
        return KeyRing(self.settings.keys_folder)

    @cached_property
    def mail_host(self) -> str:
        """What follows the @ of a Message-ID: another store never gives the same one."""
        from store import history

        known = history.read_note(self.store, Scope.ALL, "installation")
        if known is None:
            known = token_hex(4)
            history.note(self.store, Scope.ALL, "installation", known)
        return f"{known}.{urlsplit(self.settings.public_url).hostname or 'localhost'}"

    @cached_property
    def adcodes(self) -> dict[str, str]:
        """Name or alias of a region -> its adcode, without names that several regions share."""
        found: dict[str, set[str]] = {}
        for region in self.tables.regions:
            for name in (region.name, *region.aliases):
                found.setdefault(name, set()).add(region.adcode)
        return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}

    @cached_property
    def materials(self) -> "Materials":
        """What analysis needs here; read late, because most commands never think."""
        return self._materials(self.is_demo)

    @cached_property
    def signer(self) -> signing.Signer:
        """What signs the links in mails."""
        return signing.signer(self.settings, self.tables.quiet.link_days)

    @cached_property
    def work_time(self) -> WorkTime:
        """The published working calendar with the usual office hours."""
        return WorkTime(calendar.load(self.settings))

    @property
    def is_demo(self) -> bool:
        """Does the store hold the demonstration county?"""
        from store import history

        return history.read_note(self.store, Scope.ALL, "demo") is not None

    @property
    def shown_tables(self) -> Tables:
        """The tables with the units of this installation, or those of the demonstration."""
        return self.tables.for_demo(self.is_demo)

    @cached_property
    def plain_materials(self) -> "Materials":
        """Materials of a real installation, without a look into the store."""
        return self._materials(demo=False)

    @cached_property
    def invented_materials(self) -> "Materials":
        """Materials of the demonstration county."""
        return self._materials(demo=True)

    @property
    def models_folder(self) -> Path:
        """Models trained here; they replace the shipped ones of the same name."""
        return self.settings.home / "models"

    @cached_property
    def temper(self) -> "Temper":
        """How heat is weighed here."""
        from jobs import thinking

        return thinking.tempered(self.tables.heat, calendar.load(self.settings).off)

    def _materials(self, demo: bool) -> "Materials":
        from jobs import thinking

        return thinking.materials(self.tables.for_demo(demo), self.models_folder)


def open_office(program: str = "minsheng") -> Office:
    """Read settings and tables, start logs and language. Raises ConfigError."""
    found = settings.load()
    i18n.use(language.load(found.language))
    logs.start(found.home / "logs", program)
    return Office(found, tables.load(found))
