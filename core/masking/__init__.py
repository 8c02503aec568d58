"""Where personal data stands in a text: one module for each family of it.

Each module has `find(text)`, which takes a text as `spelling.plainly` gives it and yields
`Find`s. What is masked and what stays: docs/privacy.md; how well: docs/model-card.md.
"""

KINDS = (
    "电话",
    "身份证",
    "银行卡",
    "车牌",
    "邮箱",
    "账号",
    "住址",
    "姓名",
    "网络地址",
    "位置",
)
"""Kinds of personal data, in the order in which they are told."""
