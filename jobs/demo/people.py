"""How people write: the same trouble told on the phone, in an app or in a letter."""

# ruff: noqa: S311
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jobs.demo.fitting import closest, open_to, sharing
from jobs.demo.wording import Pen, Words, book

_CHANNELS = ("电话", "微信", "APP", "网站")
_CHANNEL_SHARES = (62, 20, 10, 8)
_COMPLAINTS = ("投诉", "举报", "求助")
_SHORTEST = 30
_HOME = re.compile("来电人家(?!住)")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Voice:
    """A manner of writing: its openings, how much is told, how often a number is left."""

    key: str
    details: tuple[int, int]
    opening: float
    contact: float
    story: float


PHONE = Voice("phone", (0, 2), 0.92, 0.1, 0.0)
SHORT = Voice("web", (0, 1), 0.2, 0.06, 0.0)
WEB = Voice("web", (0, 2), 0.6, 0.12, 0.2)
LETTER = Voice("web", (2, 4), 0.95, 0.4, 0.85)


def pick_channel(pen: Pen) -> tuple[str, Voice]:
    """The channel of a ticket and the manner it brings."""
    channel = pen.rng.choices(_CHANNELS, _CHANNEL_SHARES)[0]
    if channel == "电话":
        return channel, PHONE
    return channel, SHORT if pen.rng.random() < 0.45 else WEB


def intent_of(core: str, allowed: Sequence[str], pen: Pen) -> str:
    """What the core sentence asks for; the allowed intents decide where its form does not."""
    if core.startswith("建议"):
        return "建议"
    if core.endswith("？") and core.count("，") <= 3 and "咨询" in allowed:
        return "咨询"
    plain = [item for item in allowed if item != "建议" and (item != "咨询" or len(allowed) == 1)]
    return pen.rng.choice(plain or list(allowed))


def title_for(pen: Pen, titles: Sequence[str], core: str, intent: str) -> str:
    """A title that speaks of the same thing as the core and does not contradict the intent."""
    fitting = closest(core, tuple(titles))
    asking = {"咨询": "咨询", "建议": "建议"}
    fitting = tuple(
        title
        for title in fitting
        if all((word in title) <= (intent == kind) for kind, word in asking.items())
    )
    if fitting and (intent != "建议" or "建议" in fitting[0]):
        return pen.pick(fitting)
    return pen.pick(book("common")["titles"].get(intent) or book("common")["titles"]["other"])


@dataclass(slots=True)
class Text:
    """What was written, with the core template it was written around."""

    text: str
    core: str
    intent: str


def compose(pen: Pen, words: Words, voice: Voice, intents: Sequence[str]) -> Text:
    """One text about a matter; its core sentence decides the rest."""
    rng = pen.rng
    core = rng.choice(words["cores"])
    intent = intent_of(core, intents, pen)
    parts = [_opening(pen, voice, intent)]
    pen.slots["me"] = _speaker(pen, voice, parts[0])
    parts.append(_plain(pen.fill(core), parts[0]))
    fitting = open_to(core, tuple(words["details"]))
    count = min(rng.randint(*voice.details), len(fitting))
    parts += [pen.fill(item) for item in rng.sample(fitting, count)]
    if intent in _COMPLAINTS and rng.random() < voice.story:
        parts += _story(pen, words, core)
    parts += [_feeling(pen, words, voice, intent), _want(pen, words, core, intent)]
    if rng.random() < voice.contact:
        parts.append(pen.pick(book("common")["contacts"]["lines"]))
    _lengthen(pen, parts, fitting, intent)
    return Text("".join(parts)[:_LONGEST], core, intent)


def _lengthen(pen: Pen, parts: list[str], details: Sequence[str], intent: str) -> None:
    """At least thirty characters, as an operator would insist on."""
    for item in pen.rng.sample(details, len(details)):
        if sum(map(len, parts)) >= _SHORTEST:
            return
        line = pen.fill(item)
        if line not in parts:
            parts.insert(2, line)
    key = {"咨询": "ask", "建议": "advice", "表扬": "praise"}.get(intent, "any")
    closings = list(book("common")["wants"][key])
    while sum(map(len, parts)) < _SHORTEST and closings:
        line = closings.pop(pen.rng.randrange(len(closings)))
        if line not in parts:
            parts.append(line)


def _speaker(pen: Pen, voice: Voice, opening: str) -> str:
    if voice.key != "phone":
        return "我"
    return "其" if opening and not opening.startswith("【") else "来电人"


def _plain(core: str, opening: str) -> str:
    core = _HOME.sub("其家", core)
    return core.removeprefix("反映") if "反映" in opening else core


def _story(pen: Pen, words: Words, core: str) -> list[str]:
    sheet = book("common")["letters"]
    lines = [pen.pick(open_to(core, tuple(sheet["history"])))] if words.get("long") else []
    if not lines or pen.rng.random() < 0.6:
        lines.append(pen.pick(sheet["thoughts"]))
    return lines


def _opening(pen: Pen, voice: Voice, intent: str) -> str:
    if pen.rng.random() > voice.opening:
        return ""
    ask = "ask_" if intent == "咨询" else ""
    return pen.pick(book("common")["openings"][ask + voice.key])


def _feeling(pen: Pen, words: Words, voice: Voice, intent: str) -> str:
    draw, anger = pen.rng.random(), book("common")["anger"]
    if intent not in _COMPLAINTS or (voice is SHORT and draw < 0.5):
        return ""
    if draw < 0.14:
        return pen.pick(anger["strong"])
    near = anger["near"] if words.get("near") else []
    return pen.pick([*anger["mild"], *near]) if draw < 0.45 else ""


def _want(pen: Pen, words: Words, core: str, intent: str) -> str:
    draw, common = pen.rng.random(), book("common")["wants"]
    general = {"咨询": "ask", "建议": "advice", "表扬": "praise"}.get(intent)
    if general:
        return pen.pick(common[general]) if draw < 0.7 else ""
    fitting = sharing(core, tuple(words["wants"]))
    if draw < 0.55 and fitting:
        return pen.pick(fitting)
    return pen.pick(common["any"]) if draw < 0.85 else ""


def greeting(pen: Pen, template: str) -> str:
    """A festival question or greeting, at least thirty characters long."""
    parts = [_opening(pen, WEB, "咨询") if "？" in template else "", pen.fill(template)]
    _lengthen(pen, parts, (), "咨询" if "？" in template else "表扬")
    return "".join(parts)
