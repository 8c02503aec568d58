"""The label values (研判标签) that analysis gives and everyone else reads."""

from core.i18n import mark

AREAS: dict[str, str] = {
    "business": mark("营商环境"),
    "housing_finance": mark("住房与金融"),
    "wages": mark("工资拖欠"),
    "environment": mark("生态环境"),
    "food_drug": mark("食品药品安全"),
    "edu_med_elder": mark("教育医疗养老"),
    "safety": mark("安全生产"),
    "hardship": mark("困难群众生活"),
    "other": mark("其他"),
}
"""The eight issue areas of 浙政办发〔2021〕28号 and the rest: code -> Chinese name."""

SENTIMENTS: dict[str, str] = {
    "neg": mark("负面"),
    "neu": mark("中性"),
    "pos": mark("正面"),
}

INTENTS = (
    mark("咨询"),
    mark("求助"),
    mark("投诉"),
    mark("举报"),
    mark("建议"),
    mark("表扬"),
)
"""诉求类型: 北京市接诉即办工作条例 Art. 2, 济南 Art. 3; 表扬 is common practice."""

URGENCIES: dict[int, str] = {0: mark("一般"), 1: mark("较急"), 2: mark("紧急")}

LEVELS: dict[str, str] = {
    "I": mark("红色"),
    "II": mark("橙色"),
    "III": mark("黄色"),
    "IV": mark("蓝色"),
}
"""热度等级（参照）. Custom, not law: 突发事件应对法 grades emergencies, not public opinion."""

KIND_NAMES: dict[str, str] = {
    "ticket": mark("工单"),
    "letter": mark("来信"),
    "rating": mark("评价"),
    "news": mark("新闻信息"),
    "disclosure": mark("依申请公开"),
    "comment": mark("意见征集"),
}
