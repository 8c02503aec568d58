"""What Streamlit's own parts are called for a screen reader, in Chinese.

Streamlit names its buttons and fields in English only ("Next page", "Open"), unseen but read
aloud. The script goes through these names after each change of the page; it stands in the page's
head (`dashboard.looks`) and does nothing where the page is English.
"""

import json

NAMES = {
    "App pages": "页面导航",
    "Choose an option": "请选择",
    "Choose date": "选择日期",
    "Choose options": "请选择",
    "Clear": "清除",
    "Clear all": "全部清除",
    "Clear value": "清除",
    "Close": "关闭",
    "Collapse sidebar": "收起侧栏",
    "Download as CSV": "下载 CSV",
    "Expand sidebar": "展开侧栏",
    "Fullscreen": "全屏",
    "Help": "说明",
    "Logo": "民声",
    "Navigate to home page": "回到首页",
    "Next page": "下一页",
    "Open": "展开选项",
    "Pagination": "翻页",
    "Previous page": "上一页",
    "Search": "搜索",
    "Show/hide columns": "显示或隐藏列",
    "Sidebar": "侧栏",
}

PATTERNS = (
    (r"^Page (\d+)$", "第 $1 页"),
    (r"^Help for (.*)$", "$1的说明"),
    (r"^year, (.*)$", "$1，年"),
    (r"^month, (.*)$", "$1，月"),
    (r"^day, (.*)$", "$1，日"),
)

_SCRIPT = """<script>
(function () {
  var names = NAMES, patterns = PATTERNS.map(function (one) {
    return [new RegExp(one[0]), one[1]];
  });
  var spoken = function (said) {
    if (Object.prototype.hasOwnProperty.call(names, said)) return names[said];
    for (var i = 0; i < patterns.length; i++)
      if (patterns[i][0].test(said)) return said.replace(patterns[i][0], patterns[i][1]);
    return said;
  };
  var kinds = ["aria-label", "placeholder", "alt", "title"], waiting = false;
  var pass = function () {
    waiting = false;
    if (document.documentElement.lang === "en") return;
    var skip = document.querySelector("[data-testid=stSkipToContent]");
    if (skip && skip.getAttribute("aria-label") !== "跳到正文")
      skip.setAttribute("aria-label", "跳到正文");
    kinds.forEach(function (kind) {
      document.querySelectorAll("[" + kind + "]").forEach(function (part) {
        var said = part.getAttribute(kind), told = spoken(said);
        if (told !== said) part.setAttribute(kind, told);
      });
    });
  };
  new MutationObserver(function () {
    if (!waiting) { waiting = true; setTimeout(pass, 150); }
  }).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: kinds,
  });
})();
</script>"""


def script() -> str:
    """The script for the head of a page."""
    names = json.dumps(NAMES, ensure_ascii=False)
    patterns = json.dumps(PATTERNS, ensure_ascii=False)
    return _SCRIPT.replace("NAMES", names, 1).replace("PATTERNS", patterns, 1)
