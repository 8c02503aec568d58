"""The facts of each record kind: their names, types and words. Field lists: docs/data-model.md.

The kinds and columns are those of 12345, 好差评, disclosure and consultation exports in use;
their spellings are an installation's matter and stand in config/profiles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.i18n import mark


@dataclass(frozen=True, slots=True)
class FactType:
    """One fact: its Chinese name, how it is read, and its words (spelling -> word kept).

    An `open` list of words keeps a word it does not know as it is.
    """

    name: str
    kind: str
    words: Mapping[str, str] = field(default_factory=dict)
    open: bool = False


def _words(**spellings: str) -> dict[str, str]:
    """Word -> its spellings, separated by spaces; the other way round, with the word itself."""
    found = {spelling: word for word, listed in spellings.items() for spelling in listed.split()}
    return {word: word for word in spellings} | found


_SOLVED = _words(
    解决="已解决 完全解决 全部解决 是 1 y yes true",
    部分解决="部分 已部分解决",
    未解决="没有解决 没解决 不解决 未 否 0 n no false",
)
_SATISFIED = _words(
    满意="非常满意 很满意 十分满意 是 1",
    基本满意="较满意 比较满意",
    不满意="非常不满意 很不满意 否 0",
) | dict.fromkeys(("未评价", "未作评价", "未表态", "无"), "")
_OUTCOMES = _words(
    公开="予以公开 全部公开 主动公开",
    部分公开="予以部分公开",
    不予公开="",
    无法提供="",
    不予处理="",
    其他="其他处理 其它",
)
_ADOPTED = _words(
    采纳="已采纳 全部采纳 予以采纳 是 1",
    部分采纳="部分",
    不采纳="未采纳 不予采纳 没有采纳 否 0",
)
_EXCLUDED = {
    "emergency": "紧急热线 紧急热线受理 110 119 120 122",
    "other_procedure": "已进入其他程序 诉讼 仲裁 纪检监察 复议 行政复议 信息公开 信访",
    "repeated": "重复 重复件 重复诉求 同一事项 重复工单",
    "secret": "涉密 国家秘密 商业秘密 个人隐私",
    "outside": "职责外 非行政职责 不属于行政职责 超出职责范围",
}

_TYPES = ("咨询", "求助", "投诉", "举报", "建议", "表扬")
_TYPE = FactType(
    mark("诉求类型"),
    "choice",
    {word: word for word in _TYPES} | {"意见建议": "建议", "感谢表扬": "表扬"},
    open=True,
)


def _kinds(kind: str, **names: str) -> dict[str, FactType]:
    return {name: FactType(chinese, kind) for name, chinese in names.items()}


_CONTACTED = {"已联系": "1", "联系": "1", "未联系": "0", "联系不上": "0"}
_CONNECTED = {"接通": "1", "已接通": "1", "未接通": "0", "无人接听": "0"}
_EFFECTIVE = {"有效": "1", "无效": "0", "有效回访": "1", "无效回访": "0"}
_PUBLIC = {"公开": "1", "不公开": "0", "未公开": "0"}
_VERIFIED = {"属实": "1", "基本属实": "1", "不属实": "0", "已核实": "1"}
_PASSED = {"通过": "1", "已通过": "1", "不通过": "0", "未通过": "0"}

_TICKET = {
    "type": _TYPE,
    **_kinds(
        "text",
        category=mark("问题分类"),
        item_code=mark("事项编码"),
        category1=mark("一级分类"),
        category2=mark("二级分类"),
        category3=mark("三级分类"),
        tags=mark("标签"),
        urgent=mark("紧急程度"),
        handling=mark("办理类型"),
        nature=mark("工单性质"),
        place=mark("事发地"),
        sent_by=mark("派单单位"),
        handled_by=mark("承办单位"),
        superior=mark("上级承办单位"),
        status=mark("状态"),
        result=mark("办理结果"),
        return_reason=mark("退回原因"),
        extend_reason=mark("延期原因"),
        limit_unit=mark("时限单位"),
        truth=mark("真实度"),
        reopen_note=mark("重新办理意见"),
    ),
    **_kinds(
        "moment",
        accepted_at=mark("受理时间"),
        assigned_at=mark("派单时间"),
        due_at=mark("截止时间"),
        returned_at=mark("退回时间"),
        extended_at=mark("延期批准时间"),
        extended_to=mark("延期后截止时间"),
        finished_at=mark("办结时间"),
        called_back_at=mark("回访时间"),
        reopened_at=mark("重新办理时间"),
    ),
    **_kinds(
        "number",
        limit=mark("处理时限"),
        returned=mark("退回次数"),
        extended_days=mark("延期天数"),
        call_backs=mark("回访次数"),
        reopened=mark("重新办理次数"),
    ),
    **_kinds(
        "flag",
        needs_reply=mark("是否需要回复"),
        supervised=mark("是否督办"),
        difficult=mark("是否疑难"),
        due_soon=mark("是否临期"),
        overdue=mark("是否超期"),
        unreachable=mark("是否联系不上"),
    ),
    "connected": FactType(mark("是否接通"), "flag", _CONNECTED),
    "contacted": FactType(mark("是否联系"), "flag", _CONTACTED),
    "effective": FactType(mark("是否有效回访"), "flag", _EFFECTIVE),
    "appeal_upheld": FactType(mark("考核申诉是否通过"), "flag", _PASSED),
    "solved": FactType(mark("是否解决"), "choice", _SOLVED),
    "satisfied": FactType(mark("是否满意"), "choice", _SATISFIED),
    "first_satisfied": FactType(mark("首次满意度"), "choice", _SATISFIED),
    "excluded": FactType(mark("剔除原因"), "choice", _words(**_EXCLUDED), open=True),
}

_RATING = {
    "stars": FactType(mark("星级"), "stars"),
    "stars_again": FactType(mark("追评星级"), "stars"),
    **_kinds(
        "text",
        item=mark("办理事项"),
        item_code=mark("事项编码"),
        item_version=mark("事项版本"),
        service_unit=mark("服务单位"),
        service_unit_code=mark("服务单位编码"),
        handle_state=mark("办理状态"),
        evaluate_channel=mark("评价渠道"),
        origin=mark("评价来源"),
        rater_kind=mark("评价人类型"),
    ),
    **_kinds(
        "moment",
        applied_at=mark("申请时间"),
        handled_at=mark("办理时间"),
        called_back_at=mark("回访时间"),
        rectified_at=mark("整改时间"),
        rated_again_at=mark("追评时间"),
    ),
    "by_choice": FactType(mark("是否主动评价"), "flag", {"主动": "1", "默认": "0"}),
    "verified": FactType(mark("是否属实"), "flag", _VERIFIED),
}

_NEWS = {
    **_kinds("text", outlet=mark("媒体"), outlet_kind=mark("媒体类型"), section=mark("栏目")),
    **_kinds("moment", published_at=mark("发布时间"), updated_at=mark("更新时间")),
}

_LETTER = {
    "type": _TYPE,
    **_kinds("text", status=mark("状态")),
    **_kinds(
        "moment",
        received_at=mark("收信时间"),
        assigned_at=mark("派单时间"),
        finished_at=mark("办结时间"),
    ),
    "public": FactType(mark("是否公开"), "flag", _PUBLIC),
}

_DISCLOSURE = {
    **_kinds("text", status=mark("状态"), review_outcome=mark("复议诉讼结果")),
    **_kinds(
        "moment",
        received_at=mark("收到申请时间"),
        correction_asked_at=mark("告知补正时间"),
        corrected_at=mark("补正收到时间"),
        extended_at=mark("延期时间"),
        third_party_from=mark("征求第三方意见开始"),
        third_party_to=mark("征求第三方意见结束"),
        answered_at=mark("答复时间"),
    ),
    "outcome": FactType(mark("答复结果"), "choice", _OUTCOMES),
}

_COMMENT = {
    **_kinds(
        "text",
        consultation_id=mark("征集编号"),
        consultation=mark("征集事项"),
        reason=mark("采纳情况说明"),
    ),
    **_kinds(
        "day",
        opens_on=mark("征集开始日期"),
        closes_on=mark("征集结束日期"),
        published_on=mark("结果公布日期"),
    ),
    "adopted": FactType(mark("是否采纳"), "choice", _ADOPTED),
}

FACTS: dict[str, dict[str, FactType]] = {
    "ticket": _TICKET,
    "letter": _LETTER,
    "rating": _RATING,
    "news": _NEWS,
    "disclosure": _DISCLOSURE,
    "comment": _COMMENT,
}
"""Record kind -> its facts."""

_PERSONAL_PARTS = (
    "姓名",
    "来电号码",
    "联系方式",
    "联系电话",
    "手机号",
    "来电人标签",
    "老户",
    "旧工单",
    "身份证",
    "证件号",
    "窗口人员",
)
_PERSONAL_NAMES = frozenset(
    {"性别", "邮箱", "电子邮箱", "公司", "电话", "手机", "来电人", "写信人"}
)
_TRACING = ("来电人标签", "老户", "旧工单")


def about_a_person(header: str) -> bool:
    """Does a column of this name speak of the writer, not of the matter? It is never a fact."""
    return header in _PERSONAL_NAMES or any(part in header for part in _PERSONAL_PARTS)


def traces_a_person(header: str) -> bool:
    """Does a column lead from one ticket of a person to another? It is not even hashed."""
    return any(part in header for part in _TRACING)
