"""python -m tests.measure.apart [sentences] [seed] [--part P] [--examples N] [--kind K]."""

import argparse
import sys

from core import masks, privacy
from tests.measure.apart.sentences import KINDS, PARTS, generate
from tests.measure.masking import score


def main() -> None:
    """Generate, mask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sentences", nargs="?", type=int, default=40_000)
    parser.add_argument("seed", nargs="?", type=int, default=20261128)
    parser.add_argument("--part", choices=PARTS, default="kept")
    parser.add_argument("--examples", type=int, default=0)
    parser.add_argument("--kind", default="")
    chosen = parser.parse_args()
    made = generate(chosen.sentences, chosen.seed, chosen.part)
    counts = score.tally(made, privacy.mask_text)
    out = [f"{len(made)} sentences of {chosen.part}, seed {chosen.seed}, masks {masks.VERSION}"]
    out += ["| kind | secrets | recall | masks | precision |", "|---|---|---|---|---|"]
    for kind in filter(None, KINDS.values()):
        count = counts.get(kind, score.Tally())
        shares = [
            f"{hits / total:.4f}" if total else "–"
            for hits, total in ((count.found, count.secrets), (count.right, count.masks))
        ]
        out.append(f"| {kind} | {count.secrets} | {shares[0]} | {count.masks} | {shares[1]} |")
        if chosen.kind in ("", kind):
            out += count.examples[: chosen.examples]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
