"""What the tables of the annual report and their rows are called."""

from core.i18n import gettext as _
from core.i18n import mark
from core.procedure_steps import COURSES, OUTCOMES, RESULTS

TABLES: dict[str, str] = {
    "requests": mark("收到和处理政府信息公开申请情况"),
    "contested": mark("行政复议、行政诉讼情况"),
    "consultations": mark("意见征集情况"),
    "documents": mark("政策文件情况"),
    "work": mark("口径、发布和知识情况"),
}
_ITEMS: dict[str, str] = {
    "new": mark("本年新收"),
    "carried_over": mark("上年结转"),
    "given_up": mark("逾期不补正"),
    "answered": mark("本年办结"),
    "carried_on": mark("结转下年"),
    "opened": mark("征集"),
    "adoption_published": mark("已公布采纳情况"),
    "comments": mark("收到意见"),
    "adopted": mark("采纳"),
    "partly": mark("部分采纳"),
    "not_adopted": mark("不采纳"),
    "issued": mark("本年制发"),
    "ended": mark("本年废止失效"),
    "in_force": mark("现行有效"),
    "statements": mark("统一口径"),
    "releases": mark("发布稿"),
    "entries": mark("知识条目"),
    "messages": mark("受理诉求"),
}


def items() -> dict[str, str]:
    """Row -> what it is called."""
    found = {name: _(title) for name, title in (_ITEMS | OUTCOMES).items()}
    for course, title in COURSES.items():
        for result, said in RESULTS.items():
            found[f"{course}_{result}"] = f"{_(title)}：{_(said)}"
    return found
