"""How the sentiment of public posts is made and judged: the recipe of docs/model-card-labels.md.

python -m tools.post_models --posts P --onto analysis/models/posts.npz [--held H] [--check]
    [--out MODEL]

P and H have the columns text, sentiment (neg, neu, pos) and part (a name for the place that the
posts are from, under which they are judged), as CSV or Parquet; no post is part of the program.
Posts of H never teach. Beside the posts teach the words of tools/labels/post_words.csv, which
were written for this: each as a post of its own, and all words of one sentiment as one feature
more, so that rare words are known by the common ones of their group. The model of `--onto` gives
the runs and keeps its other heads. Needs the extra `train`.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.model_selection import StratifiedKFold

from analysis import judging, linear, train
from analysis.linear import Model
from analysis.train import Corpus, Task
from tools.label_models import best, grafted, read

WORDS = Path("tools/labels/post_words.csv")
HEAD = "sentiment"
STRENGTH = 5.0
BALANCE = 0.6

GROUPS = 1.5
"""How much the words of one sentiment count as one feature, next to the topics."""

_FOLDS = 5


def task_of(posts: pl.DataFrame, words: pl.DataFrame, held: int) -> Task:
    """Posts, then words, behind them `held` posts that do not teach."""
    labels = np.concatenate([posts[HEAD].to_numpy(), words[HEAD].to_numpy()]).astype(str)
    rows = np.append(np.arange(posts.height), posts.height + held + np.arange(words.height)).astype(
        np.int64
    )
    return Task(HEAD, rows, labels, STRENGTH, None, np.arange(posts.height), BALANCE)


def told(truth: pl.DataFrame, found: npt.NDArray[np.str_]) -> Iterator[str]:
    """A line of the model card for each part: rows, macro-F1, interval."""
    parts = truth["part"].to_numpy()
    for part in sorted(set(parts)):
        right, said = truth[HEAD].to_numpy().astype(str)[parts == part], found[parts == part]
        f1, (low, high) = judging.macro_f1(right, said), judging.interval(right, said)
        yield f"| {part} | {right.size} | {f1:.3f} | {low:.3f}-{high:.3f} |"


def crossed(corpus: Corpus, task: Task, posts: pl.DataFrame) -> npt.NDArray[np.str_]:
    """What fits that have not seen their fold say of the posts, without offsets."""
    found = task.labels[: posts.height].copy()
    strata = (posts[HEAD] + posts["part"]).to_numpy().astype(str)
    for _, held in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(strata, strata):
        known = np.setdiff1d(np.arange(task.rows.size), held)
        found[held] = best(corpus, task.only(known), task.rows[held])
    return found


def decided(model: Model, posts: pl.DataFrame) -> npt.NDArray[np.str_]:
    """What the model as it would ship says of these posts."""
    texts = posts["text"].to_list()
    return np.array(model.decide(HEAD, model.scores([""] * len(texts), texts))[0])


def main() -> None:
    """Read, judge, fit, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=Path, required=True)
    parser.add_argument("--onto", type=Path, required=True)
    parser.add_argument("--held", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    onto = linear.parse(options.onto.read_bytes())
    posts, words = read(options.posts), read(WORDS)
    held = read(options.held) if options.held else posts.clear()
    texts = [*posts["text"], *held["text"], *words["text"]]
    corpus = train.make_corpus([""] * len(texts), texts, names=tuple(onto.blocks), onto=onto)
    groups = [rows["text"].to_list() for rows in words.partition_by(HEAD)]
    corpus = train.grouped(corpus, groups, GROUPS)
    task = task_of(posts, words, held.height)
    if options.check:
        sys.stdout.writelines(line + "\n" for line in told(posts, crossed(corpus, task, posts)))
        sys.stdout.flush()
    if options.held or options.out:
        model = grafted(train.fit(corpus, [task]), onto)
        sys.stdout.writelines(line + "\n" for line in told(held, decided(model, held)))
        if options.out:
            options.out.write_bytes(linear.dump(model))


if __name__ == "__main__":
    main()
