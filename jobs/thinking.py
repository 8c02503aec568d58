"""What analysis is handed: tables and models. Apart, because it takes a moment to load."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from analysis import linear
from analysis.burst import Alertness
from analysis.features import Materials
from analysis.heat import Temper
from analysis.linear import Model
from config.rows import HeatRow
from config.tables import Tables
from core.errors import ConfigError
from core.labels import LEVELS


def materials(found: Tables, models: Path) -> Materials:
    """Materials of these tables and of the models trained here; raises ConfigError."""
    trained = {path.stem: _model(path) for path in sorted(models.glob("*.npz"))}
    return Materials(found.lexicon, found.regions, found.units, found.topics, trained)


def _model(path: Path) -> Model:
    try:
        return linear.parse(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(
            "模型文件 {path} 读不懂，请删除它或重新运行 minsheng train。", path=path
        ) from error


def tempered(row: HeatRow, holidays: Iterable[date] = ()) -> Temper:
    """The analysis room's word for a row of heat.toml."""
    return Temper(
        weights=row.weights,
        thresholds=tuple((level, row.levels[level]) for level in LEVELS),
        hysteresis=row.hysteresis,
        half_people=row.half_people,
        half_votes=row.half_votes,
        intents=row.intents,
        alertness=Alertness(people=row.burst_people, chance=row.burst_chance),
        holidays=frozenset(holidays),
    )
