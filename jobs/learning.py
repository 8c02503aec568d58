"""Labelling sheets, judging the models on labelled sheets, and learning from them."""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import polars as pl

import analysis
from analysis import improving, judging, linear, replies
from analysis.linear import Model
from core.errors import InputError
from core.scope import Scope
from jobs import labelling, sheets
from jobs.office import Office

LABEL_COLUMNS = (
    "id", "area", "area_score", "area_unsure", "topic1", "topic2", "intent", "sentiment",
    "sentiment_score", "urgency", "region", "unit", "keywords", "masked_text",
)  # fmt: skip
REPLY_COLUMNS = (
    "id", "outcome", "relevant", "basis", "owner", "deadline", "contact", "promised_on", "hours",
    "score",
)  # fmt: skip
HEADS = ("area", "intent", "sentiment", "urgency", "topic1")
REPLY_HEADS = ("outcome", "relevant", "basis", "owner", "deadline", "contact")

_VALIDATION = 4
"""One message in four, chosen by its own content, judges and is never learned from."""
_SLACK = 0.02
_FEWEST = 40
_CONFIDENT = 0.8
_MOST_AGAINST = 0.15
_GAIN = 0.03
_TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Score:
    """Macro-F1 of one label with the middle 95 % of resampled rows."""

    label: str
    rows: int
    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a training came to: scores before and after, and whether it was installed."""

    before: list[Score]
    after: list[Score]
    installed: bool
    why: str


def label_file(office: Office, source: Path, target: Path) -> int:
    """Label a sheet of messages; one row out per row in, in order. Returns the rows."""
    sheets.check_target(target)
    frame = sheets.read(source, ("id", "text"), ("title",))
    pairs = list(frame.select("title", "text").iter_rows())
    found = frame.select("id").hstack(labelling.label_sheet(pairs, office.plain_materials))
    sheets.write(found.rename({"text": "masked_text"}).select(LABEL_COLUMNS), target)
    return frame.height


def replies_file(source: Path, target: Path) -> int:
    """Label a sheet of official replies. Returns the rows."""
    sheets.check_target(target)
    frame = sheets.read(source, ("id", "reply"), ("title", "text", "posted_at", "replied_at"))
    timed = frame.with_columns(_moment("posted_at"), _moment("replied_at"))
    sheets.write(replies.label(timed).select(REPLY_COLUMNS), target)
    return frame.height


_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日")


def _moment(name: str) -> pl.Expr:
    """A time however it is written, without its zone; null where it cannot be read."""
    plain = (
        pl.col(name).str.strip_chars().str.replace_all("[/.]", "-").str.replace("T", " ")
        .str.replace(r"(\+\d\d:?\d\d|Z)$", "").str.replace(r"(:\d\d)-\d+$", "${1}")
    )  # fmt: skip
    tried = [plain.str.to_datetime(form, strict=False, time_unit="us") for form in _FORMATS]
    return pl.coalesce(tried).alias(name)


def evaluate(office: Office, source: Path) -> list[Score]:
    """How well the installed models agree with a labelled sheet of messages or of replies."""
    columns = sheets.header(source)
    if "reply" in columns:
        return _evaluate_replies(source, [name for name in REPLY_HEADS if name in columns])
    frame, heads = _labelled(source)
    found = analysis.label(frame.select("title", "text"), office.plain_materials)
    scores = []
    for name in heads:
        known = frame[name] != ""
        right, given = frame.filter(known)[name], found.filter(known)[name].cast(pl.String)
        scores.append(_score(name, right.to_list(), given.to_list()))
    return scores


def _evaluate_replies(source: Path, heads: list[str]) -> list[Score]:
    frame = sheets.read(source, ("id", "reply", *heads))
    found = replies.label(frame.select("reply"))
    return [
        _score(name, frame[name].to_list(), found[name].cast(pl.String).to_list()) for name in heads
    ]


def _labelled(source: Path) -> tuple[pl.DataFrame, list[str]]:
    """A labelled sheet, and which of HEADS it has."""
    heads = [name for name in HEADS if name in sheets.header(source)]
    if not heads:
        raise InputError(
            "文件 {name} 没有标注列，至少要有 {columns} 之一。",
            name=source.name,
            columns="、".join(HEADS),
        )
    return sheets.read(source, ("id", "text", *heads), ("title",)), heads


def _score(name: str, right: list[str], given: list[str]) -> Score:
    low, high = judging.interval(right, given)
    return Score(name, len(right), judging.macro_f1(right, given), low, high)


def train(office: Office, source: Path | None) -> Lesson:
    """Learn from a labelled sheet and from what people corrected; install the model unless it
    is worse than the present one.

    Worse is: lower mean macro-F1 on the part that was held back (or not clearly
    higher, where the labels contradict a confident model), or clearly lower on the written
    samples that come with the program.
    """
    frame, heads = _material(office, source)
    held = pl.Series([_held_back(*row) for row in frame.select("title", "text").rows()])
    learned, judged = frame.filter(~held), frame.filter(held)
    if learned.height < _FEWEST or not judged.height:
        raise InputError("标注太少：至少要有 {fewest} 行可用于训练。", fewest=_FEWEST)
    present = office.plain_materials.model("messages")
    told = {name: learned[name].to_list() for name in heads}
    fresh = improving.improve(present, learned["title"].to_list(), learned["text"].to_list(), told)
    before, after = _judge(present, judged, heads), _judge(fresh, judged, heads)
    needed = _GAIN if _contradicted(present, learned, heads) else -_TOLERANCE
    why = _worse(before, after, needed) or _forgotten(present, fresh)
    if not why:
        _install(office.models_folder / "messages.npz", fresh)
    return Lesson(before, after, not why, why)


def _material(office: Office, source: Path | None) -> tuple[pl.DataFrame, list[str]]:
    from store import labels  # the only use of the store here, and it takes long to load

    corrected = labels.corrections(office.store, Scope.ALL)
    told = [name for name in HEADS if name in corrected.columns]
    corrected = corrected.select("title", "text", *told)
    if source is None:
        return corrected, told
    frame, heads = _labelled(source)
    if not corrected.height:
        return frame, heads
    both = pl.concat([frame.drop("id"), corrected], how="diagonal").fill_null("")
    return both, [name for name in HEADS if name in both.columns]


def _held_back(title: str, text: str) -> bool:
    digest = hashlib.sha256(f"{title}\0{text}".encode()).digest()
    return digest[0] % _VALIDATION == 0


def _judge(model: Model, frame: pl.DataFrame, heads: list[str]) -> list[Score]:
    scores = model.scores(frame["title"].to_list(), frame["text"].to_list())
    found = []
    for name in heads:
        given = model.decide(name, scores)[0]
        pairs = [pair for pair in zip(frame[name].to_list(), given, strict=True) if pair[0]]
        found.append(_score(name, [pair[0] for pair in pairs], [pair[1] for pair in pairs]))
    return found


def _worse(before: list[Score], after: list[Score], needed: float) -> str:
    old = sum(score.f1 for score in before) / len(before)
    new = sum(score.f1 for score in after) / len(after)
    return "validation" if new < old + needed else ""


def _contradicted(present: Model, frame: pl.DataFrame, heads: list[str]) -> bool:
    """Whether many labels contradict what the present model is confident of.

    Such labels are corrections, or they are wrong: they must show a clear gain.
    """
    scores = present.scores(frame["title"].to_list(), frame["text"].to_list())
    against = confident = 0
    for name in heads:
        names, chances = present.decide(name, scores)
        for given, found, chance in zip(frame[name].to_list(), names, chances, strict=True):
            if given and chance >= _CONFIDENT:
                confident += 1
                against += given != found
    return against > _MOST_AGAINST * confident


def _forgotten(present: Model, fresh: Model) -> str:
    """Whether the fresh model does clearly worse on the written samples."""
    samples = written()
    heads = ["area", "intent", "urgency"]
    old, new = (_judge(model, samples, heads) for model in (present, fresh))
    lost = sum(score.f1 for score in old) - sum(score.f1 for score in new)
    return "samples" if lost / len(heads) > _SLACK else ""


def written() -> pl.DataFrame:
    """The samples that were written for the program: title, text, area, intent, …"""
    file = resources.files("analysis") / "models" / "written.csv"
    rows: list[Mapping[str, str]] = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    return pl.DataFrame(rows)


def _install(path: Path, model: Model) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(linear.dump(model))
        if path.exists():
            path.replace(path.with_suffix(".previous"))
        fresh.replace(path)
    except OSError as error:
        raise InputError("写不了文件 {path}，请检查文件夹和权限。", path=path) from error
