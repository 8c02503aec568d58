"""What the steps share: settings, tables, the store, and the keys of submitter hashes."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config import language, logs, settings, tables
from core import i18n
from core.scope import Scope
from jobs.keys import KeyRing
from store import history
from store.engine import Store
from store.migrate import open_store

if TYPE_CHECKING:
    from analysis.features import Materials
    from analysis.heat import Temper


@dataclass(frozen=True)
class Office:
    """One installation, opened. The store is opened at first use."""

    settings: settings.Settings
    tables: tables.Tables

    @cached_property
    def store(self) -> Store:
        return open_store(self.settings.store_url)

    @cached_property
    def keys(self) -> KeyRing:
        return KeyRing(self.settings.keys_folder)

    @cached_property
    def mail_host(self) -> str:
        """What follows the @ of a Message-ID: another store never gives the same one."""
        known = history.read_note(self.store, Scope.ALL, "installation")
        if known is None:
            known = token_hex(4)
            history.note(self.store, Scope.ALL, "installation", known)
        return f"{known}.{urlsplit(self.settings.public_url).hostname or 'localhost'}"

    @cached_property
    def materials(self) -> "Materials":
        """What analysis needs here; read late, because most commands never think."""
        demo = history.read_note(self.store, Scope.ALL, "demo") is not None
        return self._materials(demo)

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

        return thinking.tempered(self.tables.heat)

    def _materials(self, demo: bool) -> "Materials":
        from jobs import thinking

        return thinking.materials(self.tables.for_demo(demo), self.models_folder)


def open_office(program: str = "minsheng") -> Office:
    """Read settings and tables, start logs and language. Raises ConfigError."""
    found = settings.load()
    i18n.use(language.load(found.language))
    logs.start(found.home / "logs", program)
    return Office(found, tables.load(found))
