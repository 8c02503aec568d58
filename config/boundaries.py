"""An approved map that an operator gives us: boundaries with their approval number (审图号).

No boundary file is shipped: public maps need an approval number, and none was found that may be
passed on. The file is `$MINSHENG_HOME/config/map.geojson`, a GeoJSON FeatureCollection whose
member `approval` is the number and whose features have the property `adcode`.
"""

import json
from dataclasses import dataclass

from config.settings import Settings
from core.errors import ConfigError

FILE = "map.geojson"

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Outer rings (longitude, latitude) by adcode, and the number under which it was approved."""

    approval: str
    rings: dict[str, tuple[Ring, ...]]


def load(settings: Settings) -> Boundaries | None:
    """The approved map of this installation; None where there is none.

    Raises ConfigError for a file that cannot be read or has no approval number.
    """
    path = settings.config_folder / FILE
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
        rings = {
            str(feature["properties"]["adcode"]): _rings(feature["geometry"])
            for feature in found["features"]
        }
        approval = str(found.get("approval", "")).strip()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError("地图文件 {path} 读不懂：{reason}。", path=path, reason=error) from error
    if not approval:
        raise ConfigError("地图文件 {path} 没有审图号（顶层字段 approval），不能使用。", path=path)
    return Boundaries(approval, rings)


def _rings(geometry: dict[str, object]) -> tuple[Ring, ...]:
    coordinates: object = geometry["coordinates"]
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    if geometry["type"] not in ("Polygon", "MultiPolygon") or not isinstance(polygons, list):
        raise ValueError(geometry["type"])
    return tuple(
        tuple((float(point[0]), float(point[1])) for point in polygon[0]) for polygon in polygons
    )
