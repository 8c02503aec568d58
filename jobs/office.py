"""What the steps share: settings, tables, the store, and the keys of submitter hashes."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis import linear
from analysis.features import Materials
from analysis.linear import Model
from config import language, logs, settings, tables
from config.tables import Tables
from core import i18n
from core.errors import ConfigError
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
    def materials(self) -> Materials:
        demo = history.read_note(self.store, Scope.ALL, "demo") is not None
        return self._materials(self.tables.for_demo(demo))

    @cached_property
    def plain_materials(self) -> Materials:
        """Materials of a real installation, without a look into the store."""
        return self._materials(self.tables.for_demo(False))

    @property
    def models_folder(self) -> Path:
        """Models trained here; they replace the shipped ones of the same name."""
        return self.settings.home / "models"

    def _materials(self, found: Tables) -> Materials:
        return Materials(found.lexicon, found.regions, found.units, found.topics, self._models())

    def _models(self) -> dict[str, Model]:
        return {path.stem: _model(path) for path in sorted(self.models_folder.glob("*.npz"))}


def _model(path: Path) -> Model:
    try:
        return linear.parse(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(
            "模型文件 {path} 读不懂，请删除它或重新运行 minsheng train。", path=path
        ) from error


def open_office(program: str = "minsheng") -> Office:
    """Read settings and tables, start logs and language. Raises ConfigError."""
    found = settings.load()
    i18n.use(language.load(found.language))
    logs.start(found.home / "logs", program)
    return Office(found, tables.load(found))
