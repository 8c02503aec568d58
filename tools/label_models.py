"""How the shipped models of labels are made and judged: the recipe of docs/model-card-labels.md.

python tools/label_models.py --texts T --labels GOLD=2.5 --labels MORE=1 --weak WEAK
    [--teacher MODEL] [--check] [--only HEAD] [--out analysis/models/messages.npz]
python tools/label_models.py --replies --texts R --labels GOLD=2 --labels MORE=1 …

T has the columns key, title, text; each file of labels has key and some of the heads. R and its
labels are official replies. All are CSV or Parquet and no part of the program. The first file of
labels judges, all teach; what a teacher says of the other texts joins with less weight. Needs the
extra `train`.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.model_selection import StratifiedKFold

from analysis import judging, linear, replies, train
from analysis.train import Corpus, Task

LEAST = {1: 5, 2: 8, 3: 16, 4: 20}
"""Runs (by length) that fewer texts have are dropped."""

STRENGTHS = {"area": 2.0, "intent": 0.7, "sentiment": 0.7, "urgency": 1.0, "topic1": 1.0}
REPLY_HEADS = ("substance", "outcome", "thin", "basis", "owner", "deadline")
REPLY_STRENGTH = 6.0
TAUGHT = {"area": 1.0, "intent": 0.5, "sentiment": 0.4, "urgency": 0.3, "topic1": 0.0}
"""How much the label of a former model counts, times the square of its probability."""

TAUGHT_TEXTS = 2_500
FEW = 5
"""A class with at most so many judged labels is predicted but not scored."""

_DOUBT = 0.2
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
    texts: pl.DataFrame, files: list[tuple[pl.DataFrame, float]], head: str
) -> pl.DataFrame:
    """row, label, count, judged: of several files the first that labels a text wins."""
    parts = [
        frame.filter(pl.col(head) != "").select(
            "key", pl.col(head).alias("label"), pl.lit(count).alias("count"),
            pl.lit(place == 0).alias("judged"),
        )
        for place, (frame, count) in enumerate(files)
        if head in frame.columns
    ]  # fmt: skip
    found = pl.concat(parts).unique("key", keep="first", maintain_order=True)
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
    balance = train.BALANCE if head in STRENGTHS else 1.0
    return Task(head, places, labels, strength, counts, judged, balance)


def cleaned(corpus: Corpus, task: Task) -> Task:
    """The task without the weak labels that the other folds clearly contradict."""
    kinds = np.unique(task.labels)
    scores = train.held_scores(corpus, task, np.arange(task.rows.size), 4)
    chances = linear.softmax(
        (scores / train.temperature_of(scores, task.labels, kinds)).astype(np.float32)
    )
    own = chances[np.arange(task.rows.size), np.searchsorted(kinds, task.labels)]
    strong = np.ones(task.rows.size) if task.counts is None else task.counts
    kept = np.flatnonzero((own >= _DOUBT * chances.max(axis=1)) | (strong >= 1))
    sys.stderr.write(f"{task.name}: {task.rows.size - kept.size} labels dropped as doubtful\n")
    return task.only(kept)


def check(corpus: Corpus, task: Task, titles: list[str], weak: bool) -> Iterator[str]:
    """A line of the model card: cross-validation on the judged rows, without the offsets."""
    judged = task.judged
    truth, found = task.labels[judged], np.empty(judged.size, dtype=task.labels.dtype)
    split = StratifiedKFold(_FOLDS, shuffle=True, random_state=1)
    for known, held in split.split(judged, truth):
        hidden = {titles[row] for row in task.rows[judged[held]]}
        seen = np.array([titles[row] not in hidden for row in task.rows])
        seen[judged[known]], seen[judged[held]] = True, False
        part = task.only(np.flatnonzero(seen))
        part = part if not weak else cleaned(corpus, part)
        kinds, coefficients, bias = train.regress(corpus, part)
        scores = corpus.features[task.rows[judged[held]]] @ coefficients.T + bias
        found[held] = kinds[scores.argmax(axis=1)]
    often = np.array([(truth == kind).sum() > FEW for kind in truth])
    truth, found = truth[often], found[often]
    low, high = judging.interval(truth, found)
    by_class = {kind: round(f1, 2) for kind, f1 in judging.f1_by_class(truth, found).items()}
    f1 = judging.macro_f1(truth, found)
    yield f"| {task.name} | {truth.size} | {f1:.3f} | {low:.3f}-{high:.3f} |"
    yield f"  {by_class}, accuracy {np.mean(truth == found):.3f}"


def tasks_of(options: argparse.Namespace, texts: pl.DataFrame, samples: pl.DataFrame) -> list[Task]:
    """One task for each head that the files label."""
    files = [(read(Path(path)), float(count)) for path, count in map(_split, options.labels)]
    files.append((samples, 1.0))
    if options.replies:
        files = [(told_apart(frame), count) for frame, count in files]
    tasks = []
    for head in _heads(options):
        chosen = files if head != "topic1" else [(read(options.weak), 0.999), *files]
        rows = labelled(texts, chosen, head)
        if options.teacher and TAUGHT.get(head, 1.0):
            more = taught(texts, rows, options.teacher, head)
            names = ("row", "label", "count", "judged")
            rows = pl.concat(
                [frame.select(names).cast({"row": pl.Int64}) for frame in (rows, more)]
            )
        tasks.append(task_of(rows, head))
    return tasks


def _heads(options: argparse.Namespace) -> list[str]:
    heads = REPLY_HEADS if options.replies else tuple(STRENGTHS)
    return [head for head in heads if not options.only or head in options.only]


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
    parser.add_argument("--only", action="append")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    name = "written_replies.csv" if options.replies else "written.csv"
    texts, samples = with_samples(read(options.texts), name)
    if options.replies:
        said = [replies.hinted(text) for text in texts["text"]]
        texts = texts.with_columns(pl.Series("text", said, pl.String), title=pl.lit(""))
    corpus = train.make_corpus(texts["title"].to_list(), texts["text"].to_list(), LEAST)
    tasks = tasks_of(options, texts, samples)
    if options.check:
        pairs = texts.select("title", "text").iter_rows()
        titles = [bare(title) if title else text for title, text in pairs]
        for task in tasks:
            for line in check(corpus, task, titles, task.name == "topic1"):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    if options.out:
        clean = [cleaned(corpus, task) if task.name == "topic1" else task for task in tasks]
        options.out.write_bytes(linear.dump(train.fit(corpus, clean)))


if __name__ == "__main__":
    main()
