"""python -m tests.measure.masking [sentences] [seed] [--examples N]: the model card's table."""

import argparse
import sys
import time

from core import masks, privacy
from tests.measure.masking import score, words
from tests.measure.masking.sentences import MID_SENTENCE, Sentence, generate

_LENGTH = 370
_SPEED_TEXTS = 2_000


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


def speed(made: list[Sentence], share: int) -> float:
    """Messages a second on one core, the best of five runs.

    Each is a complaint of _LENGTH characters; one in `share` begins with a sentence of the
    measurement, personal data or what only looks like it.
    """
    told = "。".join((*words.MATTERS, *reversed(words.MATTERS)))
    texts = [
        f"{made[place % len(made)].text if place % share == 0 else ''}"
        f"{told[place % 90 :]}。{told}。{told}"[:_LENGTH]
        for place in range(_SPEED_TEXTS)
    ]
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        privacy.mask_texts(texts)
        best = min(best, time.process_time() - started)
    return len(texts) / best


def main() -> None:
    """Generate, mask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sentences", nargs="?", type=int, default=20_000)
    parser.add_argument("seed", nargs="?", type=int, default=20261123)
    parser.add_argument("--examples", type=int, default=0)
    chosen = parser.parse_args()
    made = generate(chosen.sentences, chosen.seed)
    counts = score.tally(made, privacy.mask_text)
    out = [f"{len(made)} sentences, seed {chosen.seed}, masks version {masks.VERSION}", ""]
    out += [*table(counts), "", f"messages of {_LENGTH} characters a second on one core:"]
    out += [f"{speed(made, share):.0f}, one in {share} with such a sentence" for share in (1, 5)]
    for kind, count in counts.items():
        out += [f"{kind} {example}" for example in count.examples[: chosen.examples]]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
