"""What analysis is handed: tables and models. Apart, because it takes a moment to load."""

from pathlib import Path

from analysis import linear
from analysis.features import Materials
from analysis.linear import Model
from config.tables import Tables
from core.errors import ConfigError


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
