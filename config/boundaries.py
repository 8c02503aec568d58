"""An approved map that an operator gives us: boundaries with their approval number (审图号).

No boundary file is shipped: public maps need an approval number, and none was found that may be
passed on. The file is `$MINSHENG_HOME/config/map.geojson`, a GeoJSON FeatureCollection whose
member `approval` is the number and whose features have the property `adcode`. Its coordinates
are degrees of longitude and latitude (RFC 7946); other reference systems are refused.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.settings import Settings
from core.errors import ConfigError

FILE = "map.geojson"
LARGEST = 20_000_000
"""Bytes of a map file; all counties of a province in full are a fifth of it."""

Ring = tuple[tuple[float, float], ...]

_DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")
"""Names of reference systems whose coordinates are degrees: WGS 84, and CGCS2000 of China."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Outer rings (longitude, latitude) by adcode, and the number under which it was approved."""

    approval: str
    rings: dict[str, tuple[Ring, ...]]


def load(settings: Settings) -> Boundaries | None:
    """The approved map of this installation; None where there is none.

    Raises ConfigError for a file that is too large, cannot be read, has no approval number, or
    whose coordinates are no degrees.
    """
    path = settings.config_folder / FILE
    if not path.exists():
        return None
    found = _read(path)
    try:
        rings = _by_code(found["features"])
        approval = str(found.get("approval") or "").strip()
        system = str((found.get("crs") or {}).get("properties", {}).get("name", "CRS84"))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ConfigError("地图文件 {path} 读不懂：{reason}。", path=path, reason=error) from error
    if not approval:
        raise ConfigError("地图文件 {path} 没有审图号（顶层字段 approval），不能使用。", path=path)
    if not system.endswith(_DEGREES) or not _are_degrees(rings):
        raise ConfigError("地图文件 {path} 的坐标不是经纬度，请转换成经纬度再放入。", path=path)
    return Boundaries(approval, rings)


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError("地图文件 {path} 超过 {n} MB，请简化边界后再放入。",
                              path=path, n=LARGEST // 1_000_000)  # fmt: skip
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError("地图文件 {path} 读不懂：{reason}。", path=path, reason=error) from error


def _by_code(features: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Ring, ...]]:
    """Rings by adcode; a region in several features has the rings of all."""
    rings: dict[str, tuple[Ring, ...]] = {}
    for feature in features:
        code = str(feature["properties"]["adcode"])
        rings[code] = rings.get(code, ()) + _rings(feature["geometry"])
    return rings


def _rings(geometry: Mapping[str, Any]) -> tuple[Ring, ...]:
    coordinates = geometry["coordinates"]
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    if geometry["type"] not in ("Polygon", "MultiPolygon") or not isinstance(polygons, list):
        raise ValueError(geometry["type"])
    rings = [tuple((float(at[0]), float(at[1])) for at in polygon[0]) for polygon in polygons]
    if not rings or min(map(len, rings)) < 3:
        raise ValueError(geometry["type"])
    return tuple(rings)


def _are_degrees(rings: Mapping[str, tuple[Ring, ...]]) -> bool:
    return all(
        -180 <= east <= 180 and -90 <= north <= 90
        for outer in rings.values()
        for ring in outer
        for east, north in ring
    )
