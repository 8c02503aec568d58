"""How people write: the same trouble told on the phone, in an app or in a letter."""

# ruff: noqa: S311
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.demo.wording import Pen, book

_CHANNELS = ("电话", "微信", "APP", "网站")
_CHANNEL_SHARES = (62, 20, 10, 8)
_COMPLAINTS = ("投诉", "举报", "求助")
_SHORTEST = 30
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Voice:
    """A manner of writing: its openings, how much is told, how often a number is left."""

    key: str
    details: tuple[int, int]
    opening: float
    contact: float


PHONE = Voice("phone", (0, 2), 0.92, 0.1)
SHORT = Voice("web", (0, 1), 0.2, 0.06)
WEB = Voice("web", (0, 2), 0.6, 0.12)
LETTER = Voice("web", (2, 4), 0.95, 0.4)


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


def title_for(titles: Sequence[str], intent: str, pen: Pen) -> str:
    """A title that does not contradict the intent."""
    asking = ("咨询", "建议")
    fitting = [
        title
        for title in titles
        if all((word in title) <= (word == intent) for word in asking)
        and (intent != "建议" or "建议" in title)
    ]
    if not fitting:
        fitting = ["关于{place}的" + intent] if intent == "建议" else list(titles)
    return pen.pick(fitting)


def compose(pen: Pen, words: Mapping[str, Sequence[str]], voice: Voice, intents: list[str]) -> str:
    """One text; `intents` holds the allowed intents and leaves with the one that was chosen."""
    rng, common = pen.rng, book("common")
    pen.slots["me"] = rng.choice(("来电人", "来电人", "市民")) if voice.key == "phone" else "我"
    template = rng.choice(words["cores"])
    intents[:] = [intent_of(template, intents, pen)]
    parts = [_opening(pen, voice, intents[0]), pen.fill(template)]
    count = min(rng.randint(*voice.details), len(words["details"]))
    parts += [pen.fill(item) for item in rng.sample(list(words["details"]), count)]
    parts.append(_feeling(pen, voice, intents[0]))
    parts.append(_want(pen, words, intents[0]))
    if rng.random() < voice.contact:
        parts.append(pen.pick(common["contacts"]["lines"]))
    if sum(map(len, parts)) < _SHORTEST:
        parts.append(pen.pick(common["wants"]["any"]) if intents[0] in _COMPLAINTS else "谢谢！")
    return "".join(parts)[:_LONGEST]


def _opening(pen: Pen, voice: Voice, intent: str) -> str:
    if pen.rng.random() > voice.opening:
        return ""
    ask = "ask_" if intent == "咨询" else ""
    return pen.pick(book("common")["openings"][ask + voice.key])


def _feeling(pen: Pen, voice: Voice, intent: str) -> str:
    draw, anger = pen.rng.random(), book("common")["anger"]
    if intent not in _COMPLAINTS or voice is SHORT and draw < 0.5:
        return ""
    if draw < 0.14:
        return pen.pick(anger["strong"])
    return pen.pick(anger["mild"]) if draw < 0.45 else ""


def _want(pen: Pen, words: Mapping[str, Sequence[str]], intent: str) -> str:
    draw, common = pen.rng.random(), book("common")["wants"]
    general = {"咨询": "ask", "建议": "advice", "表扬": "praise"}.get(intent)
    if general:
        return pen.pick(common[general]) if draw < 0.7 else ""
    if draw < 0.55 and words["wants"]:
        return pen.pick(words["wants"])
    return pen.pick(common["any"]) if draw < 0.85 else ""


def pick_opening(pen: Pen) -> str:
    """The opening of a question, or none."""
    return _opening(pen, WEB, "咨询")
