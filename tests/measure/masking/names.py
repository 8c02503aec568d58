"""How many names are found in the sentences of a generator, as a command tells it."""

import argparse
import sys
from collections.abc import Callable, Iterable

from core import masks, privacy
from tests.measure.masking import score
from tests.measure.masking.sentences import MID_SENTENCE, Sentence


def tell(
    generate: Callable[[int, int, str], list[Sentence]], parts: Iterable[str], usual: str
) -> None:
    """Read [sentences] [seed] [--part P] [--examples N]; generate, mask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sentences", nargs="?", type=int, default=40_000)
    parser.add_argument("seed", nargs="?", type=int, default=20261127)
    parser.add_argument("--part", choices=list(parts), default=usual)
    parser.add_argument("--examples", type=int, default=0)
    chosen = parser.parse_args()
    made = generate(chosen.sentences, chosen.seed, chosen.part)
    counts = score.tally(made, privacy.mask_text)
    out = [f"{len(made)} sentences of {chosen.part}, seed {chosen.seed}, masks {masks.VERSION}"]
    for kind in ("姓名", MID_SENTENCE):
        count = counts.get(kind, score.Tally())
        low, high = score.wilson(count.found, count.secrets)
        out.append(f"{kind} recall {count.found / count.secrets:.4f} ({low:.4f}–{high:.4f})")
        out += count.examples[: chosen.examples]
    count = counts["姓名"]
    low, high = score.wilson(count.right, count.masks)
    out.append(f"姓名 precision {count.right / count.masks:.4f} ({low:.4f}–{high:.4f})")
    sys.stdout.write("\n".join(out) + "\n")
