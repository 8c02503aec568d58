"""Growth of the issue finder: time and memory for ten times as many messages; and beside it what
is usually taken for the work, TF-IDF and average linkage."""

import time
from random import Random

from analysis import finder, groups, terms, yardsticks
from core.i18n import gettext as _
from core.i18n import mark
from jobs.bench import Ground, Line, at_most, growth

TITLE = mark("事项归并的增长")

_SIZES = (10_000, 100_000, 1_000_000)
_LINKED = 3_000
"""Messages for average linkage, whose memory grows with the square of their number."""

_A_DAY = 2_000
"""Messages a day: with a window of days, a million is far more than the window holds."""

_WINDOW_DAYS = 20
_MOST = 1.1
_SYLLABLES = "云杉白鹭青石望江松溪桐湖槐山榆河柳泉兰亭菊苑荷园莲洲葵岭梅坞"
_MATTERS = (
    "夜间施工噪声扰民睡不着", "停水三天没有人通知", "饭店油烟直排窗户不敢开",
    "拖欠工资三个月要求补发", "电梯停运老人上不了楼", "垃圾没有清运夏天发臭",
    "停车费上涨没有公示", "延期交房开发商推脱", "路灯坏了晚上走路看不见", "暖气不热室内只有十度",
)  # fmt: skip


def measure(ground: Ground) -> list[Line]:
    """Processor seconds for each size up to `ground.messages`, and the exponent of growth."""
    sizes = [size for size in _SIZES if size <= max(ground.messages, _SIZES[1])]
    found = [_timed(size) for size in sizes]
    lines = [
        Line(_("归并 {n} 件", n=f"{size:,}"), size / seconds, _("件/秒"))
        for size, (seconds, _entries) in zip(sizes, found, strict=True)
    ]
    spent = {
        size: {"seconds": seconds} for size, (seconds, _held) in zip(sizes, found, strict=True)
    }
    held = found[-1][1]
    window = _A_DAY * _WINDOW_DAYS
    return [
        *lines,
        at_most(_("处理器时间随件数增长的幂次"), growth(spent, "seconds"), "", _MOST),
        at_most(_("内存中的诉求与时间窗之比"), held / window, "", 1.5),
        *_beside(_LINKED),
    ]


def _beside(size: int) -> list[Line]:
    """The finder and average linkage on the same messages."""
    seconds, _held = _timed(size)
    rng = Random(1)  # noqa: S311 - not for secrets
    texts = [
        f"{title}\n{text}" for title, text, _at in (_complaint(rng) for _number in range(size))
    ]
    started = time.process_time()
    try:
        yardsticks.linked(texts)
    except ImportError:
        name = _("归并 {n} 件（未安装 SciPy，没有与 TF-IDF 加平均连接对比）", n=f"{size:,}")
        return [Line(name, size / seconds, _("件/秒"))]
    usual = time.process_time() - started
    against = _("TF-IDF 加平均连接")
    rate = _("件/秒")
    return [
        Line(_("TF-IDF 加平均连接，{n} 件", n=f"{size:,}"), size / usual, rate),
        Line(_("归并 {n} 件", n=f"{size:,}"), size / seconds, rate, against, usual / seconds),
    ]


def _timed(size: int) -> tuple[float, int]:
    """Processor seconds of reading and finding, and the most messages that were held."""
    state = finder.Finder(groups.Habits(window_days=_WINDOW_DAYS, asleep_days=_WINDOW_DAYS))
    rng = Random(1)  # noqa: S311 - not for secrets
    spent, held = 0.0, 0
    for start in range(0, size, terms.BATCH):
        rows = [_complaint(rng) for _ in range(min(terms.BATCH, size - start))]
        started = time.process_time()
        for number, said in enumerate(terms.said(*zip(*rows, strict=True)), start):
            state.add(number, number * finder.DAY / _A_DAY, said)
        state.merged.clear()
        spent += time.process_time() - started
        held = max(held, len(state.index.entries))
    return spent, held


def _complaint(rng: Random) -> tuple[str, str, str]:
    """Title, text and place."""
    place = "".join(rng.choices(_SYLLABLES, k=3)) + "小区"
    matter = rng.choice(_MATTERS)
    flat = f"{rng.randrange(1, 60)}号楼{rng.randrange(1, 40)}层"
    return f"{place}{matter[:6]}", f"{place}{flat}反映{matter}，请处理。", place
