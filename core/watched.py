"""关注专题: what a county wants to keep an eye on for a while: words, areas, places, a period.

A topic is about a matter. One that names a natural person, an account, or the people who
complain is refused: this house watches issues, never people.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.errors import InputError
from core.finding import LONGEST_WORD, characters
from core.labels import AREAS

MOST_WORDS = 30
LONGEST_NAME = 30
LONGEST = timedelta(days=400)
"""A topic ends by itself after this long at the latest; it can be made anew."""

_SHORTEST_WORD = 2
_LONGEST_BARE = 4
_THINGS = frozenset(("马拉松", "夏令营", "龙卷风"))
"""Look like a family and a given name, and are none."""

_TAIL = re.compile("(?:的|专题|专项|事件|问题|舆情|相关|有关|案件?|一事|情况)+$")
"""What a name of a topic may end in, behind the name of a person."""

_ACCOUNT = re.compile(
    r"@|(?:微信|微博|抖音|快手|小红书|知乎|贴吧|公众|视频|QQ|qq|B站|推特|直播)[的]?(?:号|账号|帐号|ID|id|昵称|用户)"
    r"|网名|昵称|账号|帐号|用户名|博主|楼主|主播|群主|(?:^|[^A-Za-z0-9])(?=[A-Za-z_-]*[a-z])"
    r"(?=[A-Za-z0-9-]*[0-9_])[A-Za-z][A-Za-z0-9_-]{4,}"
)
_THOSE_WHO_COMPLAIN = re.compile(
    r"(?:举报|投诉|诉求|信访|上访|爆料|发帖|留言|来信|来电|反映|维权)(?:人|者|群众|群体|户)"
    r"|访民|老户|闹访|缠访|越级访|集体访|上访|信访户|网民|网友"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A topic: a message belongs to it that holds one of `words`, in `areas`, in `regions`.

    Empty areas or regions mean all; `regions` are adcodes, each standing for all that begin
    with it. Days are Shanghai days, both included.
    """

    name: str
    words: tuple[str, ...]
    since: date
    until: date
    areas: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """A topic that comes back every year, as data: `begins` and `ends` are MM-DD."""

    id: str
    name: str
    words: list[str]
    begins: str
    ends: str
    areas: list[str] = field(default_factory=list)

    def season(self, today: date) -> tuple[date, date]:
        """The season that goes on today, else the next one; it may run over the new year."""
        for year in (today.year - 1, today.year, today.year + 1):
            first = date.fromisoformat(f"{year}-{self.begins}")
            last = date.fromisoformat(f"{year}-{self.ends}")
            if last < first:
                last = date.fromisoformat(f"{year + 1}-{self.ends}")
            if last >= today:
                break
        return first, last


def preset_problems(preset: Preset) -> Iterator[tuple[str, str]]:
    """What is wrong with a preset: field and reason."""
    try:
        since, until = preset.season(date(2025, 1, 1))
        topic = Watched(preset.name, tuple(preset.words), since, until, tuple(preset.areas))
        checked(topic)
    except ValueError:
        yield "begins", "begins 和 ends 应写成 MM-DD，如 11-15"
    except InputError as error:
        yield "words", str(error)


def split_words(text: str) -> tuple[str, ...]:
    """The words somebody typed, apart at blanks, commas or 、, each once."""
    return tuple(dict.fromkeys(word for word in re.split(r"[\s,，、;；]+", text) if word))


def checked(topic: Watched) -> Watched:
    """The topic, tidied. Raises InputError with the one sentence that says what to change."""
    name = " ".join(topic.name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InputError("专题名称应为 1 至 {limit} 个字。", limit=LONGEST_NAME)
    words = tuple(dict.fromkeys("".join(word.split()) for word in topic.words if word.strip()))
    _check_words(words)
    if unknown := [area for area in topic.areas if area not in AREAS]:
        raise InputError("没有领域“{area}”。", area=unknown[0])
    if not topic.since <= topic.until <= topic.since + LONGEST:
        raise InputError("专题的结束日期应在开始日期之后、{days} 天以内。", days=LONGEST.days)
    if found := named((name, *words)):
        raise InputError(
            "“{word}”指向个人或账号。专题只关注问题，不关注人，请改用描述问题的词。", word=found
        )
    return Watched(name, words, topic.since, topic.until, topic.areas, topic.regions)


def _check_words(words: Sequence[str]) -> None:
    if not 1 <= len(words) <= MOST_WORDS:
        raise InputError("请写 1 至 {limit} 个关键词。", limit=MOST_WORDS)
    for word in words:
        if not _SHORTEST_WORD <= len(characters(word)) <= LONGEST_WORD:
            raise InputError(
                "关键词“{word}”应为 {least} 至 {most} 个字。",
                word=word,
                least=_SHORTEST_WORD,
                most=LONGEST_WORD,
            )


def named(texts: Iterable[str]) -> str:
    """The first text that names a person, an account or those who complain; empty if none."""
    return next((text for text in texts if _names_somebody(_TAIL.sub("", text))), "")


def _names_somebody(text: str) -> bool:
    from core.masked import masked  # its patterns take longer to read than many commands
    from core.masking.unannounced import length

    if text in _THINGS:
        return False
    bare = len(text) <= _LONGEST_BARE and length(text, 0, 0) == len(text)
    return bool(
        bare or masked(text).kinds or _ACCOUNT.search(text) or _THOSE_WHO_COMPLAIN.search(text)
    )
