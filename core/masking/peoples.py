"""Names of other peoples, written in Chinese by their sound and without a dot: 扎西多吉, 佐藤健一.

They are made of few words, which are commonly known: Tibetan, Mongolian, Yi and Dai parts of names,
Japanese family names, names of the West. Two such words beside each other are a name wherever they
stand; a single one is where a name is announced.
"""

import re
from collections.abc import Iterator

from core.masking.finds import Find, Rule
from core.masking.place_words import PLACE
from core.masking.words import words

_PARTS = words(
    "扎西 多吉 次仁 才仁 卓玛 洛桑 旦增 丹增 尼玛 平措 罗布 顿珠 央金 拉姆 格桑 梅朵 旺堆 达瓦 边巴 巴桑 普布 仁青 索朗 "
    "白玛 曲珍 德吉 索南 加措 坚赞 桑珠 贡布 强巴 米玛 拉巴 普琼 次旺 旺姆 卓嘎 群培 曲扎 阿旺 土登 江白 嘉措 根敦 益西 "
    "仁增 晋美 久美 赤列 贡嘎 班觉 旺杰 旺久 巴珠 仓决 玉珍 措姆 曲吉 白珍 桑吉 才让 东珠 完玛 拉毛 卓尕 次珍 扎巴 才旦 "
    "巴特尔 图雅 托娅 其木格 琪琪格 其其格 乌云 娜仁 高娃 苏和 那顺 宝音 呼和 巴雅尔 斯琴 萨仁 敖登 吉日嘎拉 布和 朝鲁 青格勒 "
    "孟和 格日勒 阿木 古郎 古楞 额尔敦 牧仁 特木尔 铁木尔 毕力格 满都拉 哈斯 塔娜 萨日娜 阿古拉 巴图 朝克图 乌力吉 吉雅 "
    "阿牛 吉克 沙马 沙玛 木支 尔古 阿依 阿各 曲比 尔日 木呷 拉则 日古 阿皮 吉木 莫色 伍呷 子呷 尔呷 木乃 阿支 五各 岩温 岩罕 玉罕 岩糯"
)
_WHOLE = words(
    "弗拉基米尔 丹尼尔 迈克尔 伊万诺娃 伊万诺夫 玛丽亚 安德烈 亚历山大 克里斯 塞缪尔 大卫 约瑟夫 穆罕默德 阿卜杜拉 娜塔莎 叶卡捷琳娜"
)
_JAPANESE = words(
    "佐藤 铃木 高桥 田中 渡边 伊藤 山本 中村 小林 加藤 吉田 山田 佐佐木 山口 松本 井上 木村 斋藤 清水 山崎 阿部 池田 桥本 山下 "
    "石川 中岛 前田 藤田 小川 后藤 冈田 长谷川 村上 近藤 石井 坂本 远藤 青木 藤井 西村 福田 太田 三浦 藤原 冈本 松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森田 宫崎 酒井 工藤 横山"
)


def _any(known: frozenset[str]) -> str:
    return "|".join(sorted(known, key=lambda word: (-len(word), word)))


_HAN = "[\u4e00-\u9fff]"
_TWO = re.compile(f"(?:{_any(_PARTS)}){{2,4}}(?:{_HAN}(?!{_HAN}))?(?<![的了和与及等在是])")
_ALONE = re.compile(
    f"(?:{_any(_PARTS)}){{2,4}}|(?:{_any(_PARTS)}){_HAN}(?!{_HAN})|(?:{_any(_WHOLE | _PARTS)})"
    f"|(?:{_any(_JAPANESE)}){_HAN}{{1,2}}(?!{_HAN})|[阮黎陈范武吴杜黄裴邓]氏{_HAN}{{1,2}}(?!{_HAN})"
)
FIRSTS = "".join(sorted({word[0] for word in _PARTS | _WHOLE | _JAPANESE}))
"""What such a name begins with."""
_BEGINNINGS = frozenset(
    {word[:2] for word in _PARTS | _WHOLE | _JAPANESE}
    | {family + "氏" for family in "阮黎陈范武吴杜黄裴邓"}
)
_SHORTEST = 3
_PLACES = re.compile("县|州|自治|草原|雪山|寺|饭庄|藏餐")


def length(text: str, start: int) -> int:
    """The length of such a name where one is announced; 0 where none begins."""
    found = _ALONE.match(text, start) if text[start : start + 2] in _BEGINNINGS else None
    return len(found[0]) if found and len(found[0]) >= _SHORTEST else 0


def _beside(text: str) -> Iterator[Find]:
    for match in _TWO.finditer(text):
        if not PLACE.match(text, match.end()) and not _PLACES.match(text, match.end()):
            yield Find(match.start(), match.end(), "姓名")


RULES: tuple[Rule, ...] = ((f"(?:{_any(_PARTS)})", _beside),)
