"""THE THINKING ROOM: text and frames in, labels and issues out. No clock, no store."""

from analysis.features import Materials
from analysis.label import COLUMNS, LABELLERS, MODEL, label, prepare

__all__ = ["COLUMNS", "LABELLERS", "MODEL", "Materials", "label", "prepare"]
