"""Cells that are replaced whole in a bad row, where any column may hold a name."""

_HEADERS: dict[str, tuple[str, ...]] = {
    "电话": ("电话", "手机", "来电号码", "联系方式", "联系号码", "phone", "mobile", "tel"),
    "身份证": ("证件", "身份证", "idcard", "id_card", "certno"),
    "邮箱": ("邮箱", "email", "e-mail"),
    "住址": ("住址", "家庭地址", "联系地址", "address"),
    "姓名": (
        "姓名",
        "用户",
        "联系人",
        "来电人",
        "诉求人",
        "申请人",
        "评价人",
        "写信人",
        "来信人",
        "建议人",
        "提交人",
        "窗口人员",
        "经办人",
        "submitter",
        "username",
        "applicant",
    ),
}
"""Headers under which a cell of a bad row is replaced whole, by its kind."""

_SHORT = 4


def kind_of(name: str, value: str) -> str:
    """The kind by which a cell of a bad row is replaced whole; empty: it is masked as text."""
    text, header = value.strip(), name.lower()
    if not text:
        return ""
    for kind, words in _HEADERS.items():
        if any(word in header for word in words):
            return kind
    is_short = len(text) <= _SHORT and all("\u4e00" <= char <= "\u9fff" for char in text)
    return "姓名" if is_short else ""
