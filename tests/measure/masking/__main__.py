"""python -m tests.measure.masking [sentences] [seed] [--examples N]: the table of the model card."""

import argparse
import sys
import time

from core import masks, privacy
from tests.measure.masking import score
from tests.measure.masking.sentences import MID_SENTENCE, generate


def table(counts: dict[str, score.Tally]) -> list[str]:
    """The table in Markdown, one row a kind."""
    lines = [
        "| kind | secrets | recall (95 % interval) | masks | precision (95 % interval) |",
        "|---|---|---|---|---|",
    ]
    for kind in (*masks.KINDS, MID_SENTENCE):
        count = counts.get(kind, score.Tally())
        recall = _share(count.found, count.secrets)
        precision = _share(count.right, count.masks) if kind != MID_SENTENCE else "–"
        lines.append(f"| {kind} | {count.secrets} | {recall} | {count.masks} | {precision} |")
    return lines


def _share(hits: int, total: int) -> str:
    low, high = score.wilson(hits, total)
    return f"{hits / max(total, 1):.4f} ({low:.4f}–{high:.4f})"


def main() -> None:
    """Generate, mask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sentences", nargs="?", type=int, default=20_000)
    parser.add_argument("seed", nargs="?", type=int, default=20261123)
    parser.add_argument("--examples", type=int, default=0)
    chosen = parser.parse_args()
    made = generate(chosen.sentences, chosen.seed)
    started = time.perf_counter()
    counts = score.tally(made, privacy.mask_text)
    seconds = time.perf_counter() - started
    out = [f"{len(made)} sentences, seed {chosen.seed}, {len(made) / seconds:.0f} a second", ""]
    out += table(counts)
    for kind, count in counts.items():
        out += [f"{kind} {example}" for example in count.examples[: chosen.examples]]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
