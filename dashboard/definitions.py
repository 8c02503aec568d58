"""What each figure counts: shown when a reader points at it. Numerator, denominator, 口径."""

from core.i18n import mark

FIGURES: dict[str, str] = {
    "received": mark(
        "统计期间内提出、并已完成研判标注的诉求件数，各类信息都计（工单、来信、评价、新闻信息、"
        "依申请公开、意见征集）；相同内容不同编号各计一件。简报的“受理群众诉求”只计工单和来信。"
    ),
    "answered": mark("分子：已有答复的诉求。分母：来自含答复的信息源的诉求。不含新闻信息。"),
    "speed": mark("自提出到首次答复的自然小时，取中位数；未答复的不计入。"),
    "negative": mark("分子：情感标注为负面的诉求。分母：全部诉求。标注由程序给出，可更正。"),
    "pending": mark("已入库、尚未完成研判标注的诉求，不分期间。"),
    "unjudged": mark("热度达到橙色以上、尚无人研判认定是否须公开回应的事项。"),
    "overdue": mark("在办交办件中，有任一时限已过而未办结的件数；中止的不计。"),
    "today": mark("在办交办件中，最早时限在今日到期的件数。"),
    "unassigned": mark("已立项、尚未派单或已退单待重派的件数。"),
    "unsigned": mark("已派单、承办单位尚未签收的件数。"),
    "moved": mark("今日零时到此刻，与昨日零时到同一时刻相比。"),
    "signs": mark("件数还少、但近期人次明显高于以往预计的事项；是否可信须人工判断。"),
    "response": mark("响应率 = 已联系 ÷ 有效回访。不含依法剔除的工单。"),
    "solved": mark("解决率 = 已解决 ÷ 有效回访；部分解决不算解决。不含依法剔除的工单。"),
    "satisfied": mark("满意率 =（满意 + 折算的基本满意）÷ 有效回访。不含依法剔除的工单。"),
}
