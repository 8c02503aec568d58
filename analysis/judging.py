"""How good labels are: F1 by class, its mean, and a bootstrap interval."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Labels = Sequence[str] | npt.NDArray[np.str_]


def f1_by_class(truth: Labels, found: Labels) -> dict[str, float]:
    """F1 of every class that truth has; 0 for one never found."""
    right, given = np.asarray(truth), np.asarray(found)
    scores = {}
    for kind in np.unique(right):
        hit = int(((right == kind) & (given == kind)).sum())
        both = int((right == kind).sum() + (given == kind).sum())
        scores[str(kind)] = 2 * hit / both
    return scores


def macro_f1(truth: Labels, found: Labels) -> float:
    """The mean of F1 over the classes of truth; 0.0 without rows."""
    scores = f1_by_class(truth, found)
    return float(np.mean(list(scores.values()))) if scores else 0.0


def interval(truth: Labels, found: Labels, times: int = 500, seed: int = 0) -> tuple[float, float]:
    """The middle 95 % of macro-F1 over resampled rows (percentile bootstrap)."""
    right, given = np.asarray(truth), np.asarray(found)
    if not right.size:
        return 0.0, 0.0
    draws = np.random.default_rng(seed).integers(0, right.size, (times, right.size))
    scores = [macro_f1(right[rows], given[rows]) for rows in draws]
    low, high = np.percentile(scores, [2.5, 97.5])
    return float(low), float(high)
