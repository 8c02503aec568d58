"""What an alert says to a person: the same words as plain text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from core.alerts import SOURCE_RULES, Alert
from core.i18n import gettext as _
from core.labels import LEVELS
from core.times import local

COLOURS: dict[str, tuple[str, str]] = {
    "I": ("#B3261E", "#FFFFFF"),
    "II": ("#B8500A", "#FFFFFF"),
    "III": ("#F5C518", "#1F2933"),
    "IV": ("#1F5FA8", "#FFFFFF"),
}
"""Ground and ink of a level's mark; the word stands in it, for readers who see no colour."""


BRIEFING = "briefing"
"""The rule under which briefings are mailed."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail before it becomes MIME.

    `duties` are its first four lines, as label and value; `notice` follows them. `more` is a
    sentence about what is attached; `chart` describes the inline picture, empty without one.
    """

    subject: str
    duties: Sequence[tuple[str, str]]
    why: str
    facts: Sequence[tuple[str, str]]
    link: str
    link_label: str
    level: str = ""
    notice: str = ""
    more: str = ""
    chart: str = ""


def of_alert(alert: Alert, public_url: str, demo: bool, link: str = "", chart: str = "") -> Letter:
    """The letter of an alert. What nobody has settled yet is said to be open.

    `link` is a signed link to its receipt; without one the mail leads to the page. A
    demonstration's letter says so in subject and text: its trouble is invented.
    """
    kind = _("演示数据") if demo else _("民声预警")
    if alert.rule in SOURCE_RULES:
        return _of_source(alert, public_url, kind)
    if alert.rule == BRIEFING:
        return _of_briefing(alert, public_url, demo)
    return Letter(
        subject=_("【{kind}】{title}", kind=kind, title=alert.title),
        duties=_duties(
            alert.task or _("请核实并研究处置“{title}”", title=alert.title),
            alert.cited or _("尚未认定；所涉工单原有的办理时限不变"),
            alert.feedback or _("请打开链接签收，并在该页面登记办理情况"),
            _("打开链接选择“不属于本单位”，或告知本系统管理员改派"),
        ),
        why=alert.why,
        facts=(*alert.facts, (_("预警时间"), f"{local(alert.fired_at):%Y-%m-%d %H:%M}")),
        link=link or f"{public_url}/{page_of(alert)}",
        link_label=_("查看并签收") if link else _("查看详情"),
        more=_("全部 {n} 项见附件。", n=alert.sheet.count("\n") - 1) if alert.sheet else "",
        chart=chart,
        level=alert.level,
        notice=_("演示数据：示例县为虚构，所有诉求、单位和地名均非真实。") if demo else "",
    )


def _of_source(alert: Alert, public_url: str, kind: str) -> Letter:
    """The letter to whoever looks after a source that fails, falls silent or floods."""
    return Letter(
        subject=_("【{kind}】{title}", kind=kind, title=alert.title),
        duties=_duties(
            _("请检查该数据源，并与其管理方联系"),
            _("没有法定时限；恢复之前，有关图表缺少这部分数据"),
            _("不需反馈：恢复后系统自动继续采集"),
            _("请告知本系统管理员，由其更换该数据源的负责人"),
        ),
        why=alert.why,
        facts=(*alert.facts, (_("预警时间"), f"{local(alert.fired_at):%Y-%m-%d %H:%M}")),
        link=f"{public_url}/sources",
        link_label=_("查看数据源运行状态"),
    )


def state_of(alert: Alert) -> str:
    """初稿 or 签发 of a mailed briefing."""
    return _("签发") if alert.kind == "signed" else _("初稿")


def _of_briefing(alert: Alert, public_url: str, demo: bool) -> Letter:
    """The letter that carries a briefing; 初稿 stands first in its subject until it is signed."""
    signed = alert.kind == "signed"
    state = state_of(alert)
    return Letter(
        subject=_("【{state}】{title}", state=state, title=alert.title),
        duties=_duties(
            _("请阅，附件为 Word 文件") if signed else _("请审核附件中的初稿"),
            _("没有法定时限"),
            _("不需反馈；发现数字有误的，请告知编发单位，由其重新起草")
            if signed
            else _("有修改意见的，请在“简报”页面退回并写明理由"),
            _("与您无关的，请告知本系统管理员改收件人"),
        ),
        why=alert.why,
        facts=(),
        link=f"{public_url}/{page_of(alert)}",
        link_label=_("打开简报页面"),
        notice=_("演示数据：示例县为虚构，所有诉求、单位和地名均非真实。") if demo else "",
    )


def page_of(alert: Alert) -> str:
    """Where the pages show what an alert is about."""
    return alert.page or f"issue?issue={alert.subject_id}"


def of_test(public_url: str) -> Letter:
    """The letter that a person asked for to see whether mail arrives."""
    return Letter(
        subject=_("【民声】测试邮件"),
        duties=_duties(
            _("无须办理，这是一封测试邮件"),
            _("没有时限"),
            _("无须反馈"),
            _("与您无关时，直接删除即可"),
        ),
        why=_("有人在民声的页面上请求发送测试邮件。收到它，说明预警邮件能送到这个地址。"),
        facts=(),
        link=f"{public_url}/",
        link_label=_("打开民声"),
    )


def _duties(task: str, deadline: str, feedback: str, handing_back: str) -> list[tuple[str, str]]:
    return [
        (_("要办什么"), task),
        (_("截止时间和依据"), deadline),
        (_("向谁反馈"), feedback),
        (_("不属于本单位怎么退"), handing_back),
    ]


def as_text(letter: Letter) -> str:
    """The plain part, one `label：value` a line."""
    lines = [_pair(*duty) for duty in letter.duties]
    lines += ["", letter.notice] if letter.notice else []
    lines += ["", _pair(_("为什么提醒"), letter.why)]
    if letter.level:
        lines.append(_pair(_("热度等级（参照）"), _(LEVELS[letter.level])))
    lines += [_pair(*fact) for fact in letter.facts]
    lines += ["", letter.more] if letter.more else []
    lines += ["", _pair(letter.link_label, letter.link), "", *_footer(letter)]
    return "\n".join(lines) + "\n"


def as_html(letter: Letter) -> str:
    """The HTML part: a table layout with inline styles, nothing loaded from elsewhere."""
    ground, ink = COLOURS.get(letter.level, ("", ""))
    return _template().render(
        letter=letter,
        why_label=_("为什么提醒"),
        level_label=_("热度等级（参照）"),
        level_word=_(LEVELS[letter.level]) if letter.level else "",
        ground=ground,
        ink=ink,
        footer=_footer(letter),
    )


def _pair(label: str, value: str) -> str:
    return _("{label}：{value}", label=label, value=" ".join(value.split()))


def _footer(letter: Letter) -> list[str]:
    sentences = [_("本邮件由民声自动发出，请勿直接回复。")]
    if letter.level:
        sentences.append(_("热度等级仅供参照，不是突发事件等级。"))
    return sentences


@cache
def _template() -> Template:
    source = resources.files("alerts").joinpath("letter.html").read_text("utf-8")
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(source)
