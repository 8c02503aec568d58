"""How the shipped models of labels are made and judged: the recipe of docs/model-card-labels.md.

python tools/label_models.py --texts T --labels GOLD=2.5 --labels tools/labels/messages.csv
    --weak WEAK [--teacher MODEL] [--check] [--only HEAD] [--onto MODEL] [--out MODEL]
python tools/label_models.py --replies --texts R --labels GOLD=2 --labels tools/labels/replies.csv …

T has the columns key, title, text; each file of labels has key and some of the heads. R and its
labels are official replies. All are CSV or Parquet. Texts and annotators' labels are no part of
the program; our own labels are in tools/labels, without texts. The first file of labels judges,
all teach (the first level of the taxonomy is judged by all but the weak ones); NONE says that no
class fits. What a teacher says of the other texts joins with less weight. With `--onto` the heads
that are not trained stay as that model has them. Needs the extra `train`.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.model_selection import StratifiedKFold

from analysis import judging, linear, replies, train
from analysis.train import Corpus, Task

LEAST = {1: 5, 2: 8, 3: 16, 4: 20}
"""Runs (by length) that fewer texts have are dropped."""

STRENGTHS = {"area": 4.0, "intent": 0.7, "sentiment": 0.7, "urgency": 1.0, "topic1": 1.0}
BALANCES = {"area": 0.9}
REPLY_HEADS = ("substance", "outcome", "thin", "basis", "owner", "deadline")
REPLY_STRENGTH = 2.0
TAUGHT = {"area": 1.0, "intent": 0.5, "sentiment": 0.4, "urgency": 0.3, "topic1": 0.0}
"""How much the label of a former model counts, times the square of its probability."""

TAUGHT_TEXTS = 2_500
AGAIN = ("area",)
"""Heads that are fitted a second time, on what the first fit is sure of in other texts too."""

_SURE = 0.5
_OWN = 0.5
"""Where the first fit is sure, and how much its word counts, times its probability squared."""

NONE = "-"
"""A label of a file: none of the classes, so the text neither teaches nor judges."""

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


def again(corpus: Corpus, task: Task, labelled: train.Rows) -> Task:
    """The task and, beside it, the texts not `labelled` of which a first fit is sure."""
    kinds, coefficients, bias = train.regress(corpus, task)
    free = np.setdiff1d(np.arange(corpus.features.shape[0]), labelled)
    scores = corpus.features[free] @ coefficients.T + bias
    chances = linear.softmax(scores.astype(np.float32))
    sure = np.flatnonzero(chances.max(axis=1) > _SURE)
    counts = np.ones(task.rows.size) if task.counts is None else task.counts
    more = _OWN * chances[sure].max(axis=1).astype(np.float64) ** 2
    return replace(
        task, rows=np.concatenate([task.rows, free[sure]]),
        labels=np.concatenate([task.labels, kinds[chances[sure].argmax(axis=1)]]),
        counts=np.concatenate([counts, more]),
    )  # fmt: skip


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
        part = part if task.name not in AGAIN else again(corpus, part, task.rows)
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
        weak = head == "topic1"
        chosen = files if not weak else [*files, (read(options.weak), 0.999)]
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
    blocks = {name: replace(block, weights=weights[name]) for name, block in onto.blocks.items()}
    return replace(onto, blocks=blocks, bias=bias, heads=heads)


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
    parser.add_argument("--onto", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    name = "written_replies.csv" if options.replies else "written.csv"
    texts, samples = with_samples(read(options.texts), name)
    if options.replies:
        said = [replies.hinted(text) for text in texts["text"]]
        texts = texts.with_columns(pl.Series("text", said, pl.String), title=pl.lit(""))
    onto = linear.parse(options.onto.read_bytes()) if options.onto else None
    pair = (texts["title"].to_list(), texts["text"].to_list())
    corpus = train.make_corpus(*pair, LEAST, onto=onto)
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
        more = [again(corpus, task, task.rows) if task.name in AGAIN else task for task in clean]
        model = train.fit(corpus, more, clean)
        model = grafted(model, onto) if onto else model
        options.out.write_bytes(linear.dump(model))


if __name__ == "__main__":
    main()
