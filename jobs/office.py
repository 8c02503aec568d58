"""What the steps share: settings, tables, the store, and the keys of submitter hashes."""

from dataclasses import dataclass
from functools import cached_property

from analysis.burst import Alertness
from analysis.features import Materials
from analysis.heat import Temper
from config import language, logs, settings, tables
from core import i18n
from core.labels import LEVELS
from core.scope import Scope
from jobs.keys import KeyRing
from store import history
from store.engine import Store
from store.migrate import open_store


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
    def general(self) -> Materials:
        """What real messages are labelled with, whatever the store holds."""
        tables = self.tables.for_demo(False)
        return Materials(tables.lexicon, tables.regions, tables.units)

    @cached_property
    def invented(self) -> Materials:
        """What messages of the demonstration county are labelled with."""
        tables = self.tables.for_demo(True)
        return Materials(tables.lexicon, tables.regions, tables.units)

    @cached_property
    def temper(self) -> Temper:
        """How heat is weighed here."""
        return tempered(self.tables.heat)

    @cached_property
    def materials(self) -> Materials:
        demo = history.read_note(self.store, Scope.ALL, "demo") is not None
        tables = self.tables.for_demo(demo)
        return Materials(tables.lexicon, tables.regions, tables.units)


def open_office(program: str = "minsheng") -> Office:
    """Read settings and tables, start logs and language. Raises ConfigError."""
    found = settings.load()
    i18n.use(language.load(found.language))
    logs.start(found.home / "logs", program)
    return Office(found, tables.load(found))


def tempered(row: tables.HeatRow) -> Temper:
    """The analysis room's word for a row of heat.toml."""
    return Temper(
        weights=row.weights,
        thresholds=tuple((level, row.levels[level]) for level in LEVELS),
        hysteresis=row.hysteresis,
        half_people=row.half_people,
        half_votes=row.half_votes,
        intents=row.intents,
        alertness=Alertness(people=row.burst_people, chance=row.burst_chance),
    )
