"""Loops in C, where a compiler was at hand when the program was installed."""

from importlib import import_module
from types import ModuleType


def loops(name: str, layout: int) -> ModuleType | None:
    """The compiled loops of this name; None where they could not be built, or where they are of
    another version: numpy does the same, slower."""
    try:
        found = import_module(f"analysis.{name}")
    except ImportError:
        return None
    return found if getattr(found, "LAYOUT", None) == layout else None
