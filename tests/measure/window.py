"""Memory and processor time of the finder as its window fills with letters that all differ.

`python -m tests.measure.window 10000 100000` prints for each size the growth of this process in
MB, and microseconds a letter for joining it; with `--memory` all of it stays in memory instead of
in a file of the present folder.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from analysis import terms
from analysis.finder import DAY, Finder
from analysis.groups import Habits
from jobs.scratch import Scratch

_A_DAY = 2_700
_WORDS = [
    "工地",
    "施工",
    "噪声",
    "夜间",
    "停水",
    "电梯",
    "物业",
    "收费",
    "垃圾",
    "清运",
    "油烟",
    "饭店",
    "工资",
    "拖欠",
    "合同",
    "开发商",
    "交房",
    "延期",
    "路灯",
    "井盖",
    "积水",
    "暖气",
    "公交",
    "线路",
    "学校",
    "招生",
    "医院",
    "挂号",
    "社保",
    "养老",
    "补贴",
    "拆迁",
    "安置",
    "停车",
    "占道",
    "违建",
    "绿化",
    "污水",
    "河道",
    "异味",
    "投诉",
    "多次",
    "联系",
    "没有",
    "答复",
    "希望",
    "尽快",
    "处理",
    "居民",
    "业主",
    "村民",
    "老人",
    "孩子",
    "上学",
    "安全",
    "隐患",
    "严重",
    "影响",
    "生活",
    "部门",
]
_SYLLABLES = (
    "云杉白鹭青石望江松溪桐湖槐山榆河柳泉兰亭菊苑荷园莲洲葵岭梅坞东西南北安康永春秋华光明德"
)
_KINDS = ("小区", "村", "花园", "工业园", "市场", "大道")


def held() -> float:
    """Resident size of this process without files, MB."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1_024
    return 0.0


def letters() -> Iterator[tuple[str, str, str]]:
    """Title, text (some 360 characters) and place, without end."""
    chance = Random(1)  # noqa: S311 - not for secrets
    while True:
        place = "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 4))))
        place += chance.choice(_KINDS)
        parts = ("".join(chance.choices(_WORDS, k=chance.choice((3, 4, 5)))) for _ in range(35))
        yield place + "".join(chance.choices(_WORDS, k=4)), place + "，".join(parts)[:360], place


def main() -> None:
    """Fill the window and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("sizes", nargs="+", type=int)
    asked.add_argument("--memory", action="store_true")
    wanted = asked.parse_args()
    shelf = None if wanted.memory else Scratch(Path.cwd())
    before, source, spent, done = held(), letters(), 0.0, 0
    state = Finder(Habits(), shelf=shelf)
    for size in sorted(wanted.sizes):
        while done < size:
            rows = [next(source) for _ in range(min(terms.BATCH, size - done))]
            told = list(terms.said(*zip(*rows, strict=True)))
            started = time.process_time()
            for letter in told:
                state.add(done, done * DAY / _A_DAY, letter)
                done += 1
            state.merged.clear()
            spent += time.process_time() - started
        print(f"{done:,}: {held() - before:.0f} MB, {spent / done * 1e6:.0f} µs")  # noqa: T201


if __name__ == "__main__":
    main()
