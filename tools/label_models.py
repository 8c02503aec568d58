"""How the shipped models of labels are made and judged: the recipe of docs/model-card-labels.md.

python tools/label_models.py --texts T --labels GOLD=2.5 --labels tools/labels/messages.csv
    --weak WEAK [--teacher MODEL] [--check] [--only HEAD] [--onto MODEL] [--out MODEL]
python tools/label_models.py --replies --texts R --labels GOLD=2 --labels tools/labels/replies.csv …

T has the columns key, title, text; each file of labels has key and some of the heads. R and its
labels are official replies. All are CSV or Parquet. Texts and annotators' labels are no part of
the program; our own labels are in tools/labels, without texts. The first file of labels judges,
all teach (the first level of the taxonomy is judged by all of them); NONE says that no
class fits. What a teacher says of the other texts joins with less weight. Words, of a file with the
columns key, text, group and some of the heads, teach as titles of their own, and those of one group
are one feature more; where they are given, the company that words keep (analysis/company.py) takes
the place of the topics. With `--onto` the heads that are not trained stay as that model has them.
Needs the extra `train`.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.model_selection import StratifiedKFold

from analysis import company, judging, linear, replies, train
from analysis.linear import Block
from analysis.train import Corpus, Task

LEAST = {1: 5, 2: 8, 3: 16, 4: 20}
"""Runs (by length) that fewer texts have are dropped."""

STRENGTHS = {
    "area": 16.0, "intent": 0.7, "sentiment": 0.7, "urgency": 1.0, "topic1": 16.0, "kind": 1.0,
}  # fmt: skip
BALANCES = {"area": 0.9}
REPLY_HEADS = ("substance", "outcome", "thin", "basis", "owner", "deadline")
REPLY_STRENGTH = 2.0
SAMPLED = {"sentiment": 0.4, "topic1": 0.4}
"""How much a written sample counts, where not 1."""

TAUGHT = {"area": 1.0, "intent": 0.5, "sentiment": 0.4, "urgency": 1.0, "topic1": 0.0}
"""How much the label of a former model counts, times the square of its probability."""

WORD = 0.3
"""How much a word counts that teaches by itself."""

GROUPS = 1.0
"""How much the words of one group count as one feature."""

COMPANY = 0.175
"""How much the company of a text's words counts, next to the topics."""

TAUGHT_TEXTS = 9_500
NONE = "-"
"""A label of a file: none of the classes, so the text neither teaches nor judges."""

FEW = 5
"""A class with at most so many judged labels is predicted but not scored."""

_FOLDS = 5


def read(path: Path) -> pl.DataFrame:
    """A file with every column as text."""
    parquet = path.suffix == ".parquet"
    frame = pl.read_parquet(path) if parquet else pl.read_csv(path, infer_schema=False)
    return frame.with_columns(pl.all().cast(pl.String).fill_null(""))


def with_samples(texts: pl.DataFrame, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The texts and, behind them, the written samples of this file; and the samples' labels."""
    rows = read(Path("analysis/models") / name).with_row_index("n")
    named = rows.with_columns(("written-" + pl.col("n").cast(pl.String)).alias("key"))
    if "reply" in named.columns:
        named = named.rename({"reply": "text"}).with_columns(title=pl.lit(""))
    names = ("key", "title", "text")
    return pl.concat([texts.select(names), named.select(names)]), named.drop("n", "title", "text")


def told_apart(labels: pl.DataFrame) -> pl.DataFrame:
    """The outcome of replies as three heads: substance, and which outcome with or without."""
    thin, known = pl.col("outcome").is_in(replies.THIN), pl.col("outcome") != ""
    return labels.with_columns(
        substance=pl.when(known).then((~thin).cast(pl.Int8).cast(pl.String)).otherwise(pl.lit("")),
        thin=pl.when(thin).then("outcome").otherwise(pl.lit("")),
        outcome=pl.when(thin).then(pl.lit("")).otherwise("outcome"),
    )


def labelled(
    texts: pl.DataFrame, files: list[tuple[pl.DataFrame, float]], head: str, judges: int = 1
) -> pl.DataFrame:
    """row, label, count, judged: of several files the first that labels a text wins, and the
    first `judges` judge."""
    parts = [
        frame.filter(pl.col(head) != "").select(
            "key", pl.col(head).alias("label"), pl.lit(count).alias("count"),
            pl.lit(place < judges).alias("judged"),
        )
        for place, (frame, count) in enumerate(files)
        if head in frame.columns
    ]  # fmt: skip
    found = pl.concat(parts).unique("key", keep="first", maintain_order=True)
    found = found.filter(pl.col("label") != NONE)
    places = texts.select("key").with_row_index("row").unique("key", keep="first")
    return found.join(places, on="key", maintain_order="left")


def taught(texts: pl.DataFrame, known: pl.DataFrame, teacher: Path, head: str) -> pl.DataFrame:
    """What a former model says of texts that no file labels, as rows of `labelled`."""
    free = np.setdiff1d(np.arange(texts.height), known["row"].to_numpy())
    titles = {bare(title) for title in texts["title"].gather(known.filter("judged")["row"])} - {""}
    rng = np.random.default_rng(0)
    free = [row for row in rng.permutation(free) if bare(texts["title"][int(row)]) not in titles]
    rows = np.array(free[:TAUGHT_TEXTS])
    model = linear.parse(teacher.read_bytes())
    chosen = texts.with_row_index("at").filter(pl.col("at").is_in(rows)).sort("at")
    scores = model.scores(chosen["title"].to_list(), chosen["text"].to_list())
    names, chances = model.decide(head, scores)
    return pl.DataFrame({
        "row": chosen["at"], "label": names, "judged": [False] * len(names),
        "count": TAUGHT.get(head, 0.3) * chances.astype(np.float64) ** 2,
    })  # fmt: skip


def bare(title: str) -> str:
    """The beginning of a title without masked regions: copies of a message share it."""
    kept = [sign for sign in title if not sign.isascii() and sign not in "市区县"]
    return "".join(kept)[:12]


def task_of(rows: pl.DataFrame, head: str) -> Task:
    """One head to train."""
    places, labels = rows["row"].to_numpy().astype(np.int64), rows["label"].to_numpy().astype(str)
    counts, judged = rows["count"].to_numpy(), np.flatnonzero(rows["judged"].to_numpy())
    strength = STRENGTHS.get(head, REPLY_STRENGTH)
    balance = BALANCES.get(head, train.BALANCE) if head in STRENGTHS else 1.0
    return Task(head, places, labels, strength, counts, judged, balance)


def folds(truth: np.ndarray, splits: int) -> Iterator[Iterator[tuple[train.Rows, train.Rows]]]:
    """Several ways to cut the judged rows: known and held places."""
    for seed in range(1, splits + 1):
        yield StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(truth, truth)


def apart(task: Task, held: train.Rows, titles: list[str]) -> train.Rows:
    """Places of the task that are no held row and no copy of one, by title."""
    hidden = {titles[row] for row in held}
    kept = set(task.rows[task.judged].tolist()) - set(held.tolist())
    seen = [row in kept or titles[row] not in hidden for row in task.rows.tolist()]
    return np.flatnonzero(seen)


def check(corpus: Corpus, task: Task, titles: list[str], splits: int) -> Iterator[str]:
    """A line of the model card: cross-validation on the judged rows, without the offsets."""
    judged = task.judged
    truth, rows = task.labels[judged], task.rows[judged]
    tries = []
    for cuts in folds(truth, splits):
        found = np.empty(judged.size, dtype=task.labels.dtype)
        for _, held in cuts:
            part = task.only(apart(task, rows[held], titles))
            found[held] = best(corpus, part, rows[held])
        tries.append(found)
    yield from told(task.name, truth, tries)


def best(corpus: Corpus, task: Task, rows: train.Rows) -> np.ndarray:
    """The classes of these rows by a fit of the task."""
    kinds, coefficients, bias = train.regress(corpus, task)
    return kinds[(corpus.features[rows] @ coefficients.T + bias).argmax(axis=1)]


def told(name: str, truth: np.ndarray, tries: list[np.ndarray]) -> Iterator[str]:
    """Macro-F1, the mean of all splits; interval, F1 by class and accuracy of the first."""
    often = np.array([(truth == kind).sum() > FEW for kind in truth])
    f1 = np.mean([judging.macro_f1(truth[often], found[often]) for found in tries])
    truth, found = truth[often], tries[0][often]
    low, high = judging.interval(truth, found)
    by_class = {kind: round(f1, 2) for kind, f1 in judging.f1_by_class(truth, found).items()}
    yield f"| {name} | {truth.size} | {f1:.3f} | {low:.3f}-{high:.3f} |"
    yield f"  {by_class}, accuracy {np.mean(truth == found):.3f}"


def whole(corpus: Corpus, tasks: list[Task], titles: list[str], splits: int) -> Iterator[str]:
    """A line for the outcome of replies as it is told: substance first, then which."""
    first, second = (next(task for task in tasks if task.name == name) for name in REPLY_HEADS[:2])
    rows = first.rows[first.judged]
    named = dict(zip(second.rows.tolist(), second.labels.tolist(), strict=True))
    truth = np.array([named.get(row, "thin") for row in rows.tolist()])
    tries = []
    for cuts in folds(truth, splits):
        found = np.empty(rows.size, dtype=truth.dtype)
        for _, held in cuts:
            parts = [task.only(apart(task, rows[held], titles)) for task in (first, second)]
            full, kinds = (best(corpus, part, rows[held]) for part in parts)
            found[held] = np.where(full == "1", kinds, "thin")
        tries.append(found)
    yield from told("outcome, five", truth, tries)


def tasks_of(options: argparse.Namespace, texts: pl.DataFrame, samples: pl.DataFrame) -> list[Task]:
    """One task for each head that the files label."""
    files = [(read(Path(path)), float(count)) for path, count in map(_split, options.labels)]
    if options.replies:
        files = [(told_apart(frame), count) for frame, count in files]
        samples = told_apart(samples)
    samples = samples.with_columns(kind=pl.lit("message"))
    tasks = []
    for head in _heads(options):
        weak = head == "topic1"
        chosen = [*files, (samples, SAMPLED.get(head, 1.0))]
        chosen += [(read(options.weak), 0.999)] if weak else []
        chosen += [(read(options.words), WORD)] if options.words else []
        rows = labelled(texts, chosen, head, len(files) if weak else 1)
        if options.teacher and TAUGHT.get(head, 1.0):
            more = taught(texts, rows, options.teacher, head)
            names = ("row", "label", "count", "judged")
            rows = pl.concat(
                [frame.select(names).cast({"row": pl.Int64}) for frame in (rows, more)]
            )
        tasks.append(task_of(rows, head))
    return tasks


def grafted(model: linear.Model, onto: linear.Model) -> linear.Model:
    """The heads of `model` in the places that `onto` has for them, with its other heads.

    Raises ValueError unless both read the same runs and `onto` knows every head of `model`.
    """
    if model.vocabulary != onto.vocabulary or not model.heads.keys() <= onto.heads.keys():
        raise ValueError("the models read different runs or have other heads")
    bias, heads = onto.bias.copy(), dict(onto.heads)
    weights = {name: block.weights.copy() for name, block in onto.blocks.items()}
    for name, head in model.heads.items():
        place = replace(head, start=onto.heads[name].start)
        if len(head.classes) != len(onto.heads[name].classes):
            raise ValueError(f"{name} has other classes")
        heads[name], bias[place.columns()] = place, model.bias[head.columns()]
        for block, values in weights.items():
            values[:, place.columns()] = model.blocks[block].weights[:, head.columns()]
    blocks = {name: Block(block.idf, weights[name]) for name, block in onto.blocks.items()}
    return replace(onto, blocks=blocks, bias=bias, heads=heads)


def _heads(options: argparse.Namespace) -> list[str]:
    heads = REPLY_HEADS if options.replies else tuple(STRENGTHS)
    return [head for head in heads if head in (options.only or set(heads) - {"kind"})]


def _split(given: str) -> tuple[str, str]:
    path, _, count = given.partition("=")
    return path, count or "1"


def main() -> None:
    """Read, judge, fit, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--labels", action="append", required=True)
    parser.add_argument("--weak", type=Path)
    parser.add_argument("--replies", action="store_true")
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--words", type=Path)
    parser.add_argument("--only", action="append")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--splits", type=int, default=1)
    parser.add_argument("--onto", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    name = "written_replies.csv" if options.replies else "written.csv"
    texts, samples = with_samples(read(options.texts), name)
    if options.replies:
        said = [replies.hinted(text) for text in texts["text"]]
        texts = texts.with_columns(pl.Series("text", said, pl.String), title=pl.lit(""))
    onto = linear.parse(options.onto.read_bytes()) if options.onto else None
    if options.words:
        near = company.company((texts["title"] + "\n" + texts["text"]).to_list())
        words = read(options.words)
        texts = pl.concat([texts, words.select("key", title="text", text=pl.lit(""))])
        parts = words.filter(pl.col("group") != "").partition_by("group", maintain_order=True)
    pair = (texts["title"].to_list(), texts["text"].to_list())
    blocks = tuple(onto.blocks) if onto else tuple(train.SHARES)
    corpus = train.make_corpus(*pair, LEAST, blocks, not options.words, onto)
    if options.words:
        corpus = train.grouped(corpus, [part["text"].to_list() for part in parts], GROUPS)
        corpus = company.joined(corpus, near, COMPANY)
    tasks = tasks_of(options, texts, samples)
    if options.check:
        pairs = texts.select("title", "text").iter_rows()
        titles = [bare(title) if title else text for title, text in pairs]
        lines = [check(corpus, task, titles, options.splits) for task in tasks]
        if {"substance", "outcome"} <= {task.name for task in tasks}:
            lines.append(whole(corpus, tasks, titles, options.splits))
        for line in chain.from_iterable(lines):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    if options.out:
        model = train.fit(corpus, tasks)
        model = grafted(model, onto) if onto else model
        options.out.write_bytes(linear.dump(model))


if __name__ == "__main__":
    main()
