"""THE THINKING ROOM: text and frames in, labels and issues out. No clock, no store."""

from analysis.features import Materials
from analysis.label import COLUMNS, LABELLERS, MODEL, label, prepare
from analysis.reasons import explain, label_and_explain

__all__ = ["COLUMNS", "LABELLERS", "MODEL", "Materials", "explain", "label",
           "label_and_explain", "prepare"]  # fmt: skip
