"""Which sentences belong together: those that speak of the same thing as the core sentence."""

import re
from collections.abc import Sequence
from functools import cache

_SLOT = re.compile(r"\{\w+(?::\d+-\d+)?\}")
_TOPIC = re.compile(r"\{(food|dish|goods|biz|trade|smell)\}")
_EMPTY_WORDS = (
    "没有 时间 要求 希望 我们 已经 问题 自己 一个 部门 尽快 情况 工作 有人 现在 这个 不到 一直 "
    "反映 咨询 建议 处理 检查 人员 公司 规定 申请 办理 有关 之后 晚上 一次 不了 需要 怎么 材料"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())


@cache
def tokens(text: str) -> frozenset[str]:
    """The pairs of characters of a template, without slots and without empty words."""
    topics = set(_TOPIC.findall(text))
    parts = re.findall(r"[\u4e00-\u9fff]+", _SLOT.sub(" ", text))
    pairs = {part[at : at + 2] for part in parts for at in range(len(part) - 1)}
    return frozenset(topics | (pairs - _EMPTY))


@cache
def open_to(core: str, templates: tuple[str, ...]) -> tuple[str, ...]:
    """The templates that may stand with a core: `a,b|text` only where it says a or b."""
    kept = []
    for template in templates:
        keys, bar, text = template.rpartition("|")
        if not bar or any(key in core for key in keys.split(",")):
            kept.append(text)
    return tuple(kept)


@cache
def closest(core: str, templates: tuple[str, ...]) -> tuple[str, ...]:
    """The templates nearest to a core by shared words; none where nothing is shared."""
    known = tokens(core)
    keyed = [item.rpartition("|") for item in templates]
    named = [text for keys, bar, text in keyed if bar and any(k in core for k in keys.split(","))]
    if named:
        return tuple(named)
    scores = {text: len(tokens(text) & known) for _, bar, text in keyed if not bar}
    best = max(scores.values(), default=0)
    return tuple(text for text, score in scores.items() if best and score == best)


def sharing(core: str, templates: Sequence[str]) -> tuple[str, ...]:
    """Every template that shares a word with the core, or is keyed to it."""
    known = tokens(core)
    return tuple(
        text
        for text in open_to(core, tuple(templates))
        if tokens(text) & known or text not in templates
    )
