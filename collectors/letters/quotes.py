"""The new part of a letter: what its writer quotes from earlier letters is cut away.

The kept library for this, mail-parser-reply, knows the marks of few mail programs used in China
(docs/decisions).
"""

import re

_ORIGINAL = (
    r"(?:回复的|转发的)?原始?邮件|转发邮件信息?"
    r"|Original Message|Forwarded [Mm]essage|Replied Message"
)
_RULE = re.compile(rf"^[ \t]*[-—_=]{{2,}}[ \t]*(?:{_ORIGINAL})[ \t]*[-—_=]*[ \t]*$", re.M)
_WROTE = re.compile(
    r"^[ \t]*(?:在|于|On\b|At\b|\d{4}[年/-])[^\n]{0,200}(?:\n[^\n]{0,100})?"
    r"(?:写道|寫道|wrote)[ \t]*[:：]?[ \t]*$",
    re.M,
)
_FROM = r"^[ \t>]*\**(?:发件人|寄件者|From)\**[ \t]*[:：][^\n]*\n"
_SENT = r"[ \t>]*\**(?:发送时间|发送日期|日期|时间|寄件日期|Sent|Date)\**[ \t]*[:：]"
_HEAD = re.compile(_FROM + r"(?:[^\n]*\n){0,3}?" + _SENT, re.M)
_QUOTED = re.compile(r"^[ \t]*[>＞]")
_END = re.compile(r"[\s\-—_=]+$")


def cut(text: str) -> str:
    """The text without quoted letters; one that consists of them only, a forwarded one, stays."""
    starts = [found.start() for mark in (_RULE, _WROTE, _HEAD) if (found := mark.search(text))]
    new = text[: min(starts)] if starts else text
    own = "\n".join(line for line in new.split("\n") if not _QUOTED.match(line))
    return _END.sub("", own) or text
