"""Values of each kind, written as people and spreadsheets write them."""

import random
from collections.abc import Callable

from tests.measure.masking import words

Chance = random.Random
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
SPOKEN = str.maketrans("0123456789", "〇幺二三四五六七八九")
FORMAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def digits(chance: Chance, count: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(count))


def mobile(chance: Chance) -> str:
    return f"1{chance.choice('3456789')}{digits(chance, 9)}"


def land_line(chance: Chance) -> str:
    code = chance.choice(words.AREA_CODES)
    size = 8 if len(code) == 3 else chance.choice([7, 8])
    mark = chance.choice(["-", "", " ", "—", "－"])
    return f"{code}{mark}{chance.choice('2345678')}{digits(chance, size - 1)}"


def local_line(chance: Chance) -> str:
    return f"{chance.choice('2345678')}{digits(chance, chance.choice([6, 7]))}"


def identity(chance: Chance) -> str:
    birth = f"{chance.randint(1935, 2019)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    body = chance.choice(words.DISTRICTS) + birth + digits(chance, 3)
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def old_identity(chance: Chance) -> str:
    birth = f"{chance.randint(35, 99)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    return chance.choice(words.DISTRICTS) + birth + digits(chance, 3)


def bank_card(chance: Chance) -> str:
    body = chance.choice(["622848", "621700", "6222", "436742", "5187", "621226"])
    body += digits(chance, chance.choice([16, 17, 18, 19]) - 1 - len(body))
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return body + str(-total % 10)


def plate(chance: Chance) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    head = chance.choice(words.PROVINCES) + chance.choice(letters[:12])
    form = chance.random()
    if form < 0.3:
        return head + chance.choice("DF") + digits(chance, 5)
    if form < 0.4:
        return head + digits(chance, 4) + chance.choice("学警挂")
    tail = list(digits(chance, 5))
    for place in chance.sample(range(5), chance.randrange(3)):
        tail[place] = chance.choice(letters)
    return head + "".join(tail)


def mail(chance: Chance) -> str:
    name = chance.choice(["zhang", "lili", "wang_m", "sunny.day", "a", "cxy"]) + digits(chance, 3)
    domain = chance.choice(["qq.com", "163.com", "example.org", "mail.gov.cn", "outlook.com"])
    return f"{name}@{domain}"


def account(chance: Chance) -> str:
    if chance.random() < 0.4:
        return f"{chance.randint(1, 9)}{digits(chance, chance.randint(5, 9))}"
    return chance.choice(["abc_", "lovely", "wxid_", "Sky-", "hello", "m"]) + digits(chance, 5)


def home(chance: Chance) -> str:
    building, unit = chance.randint(1, 40), chance.randint(1, 5)
    room = f"{chance.randint(1, 28)}0{chance.randint(1, 6)}"
    return chance.choice(
        [
            f"{building}栋{unit}单元{room}室",
            f"{building}幢{room}室",
            f"{building}号楼{unit}单元{room}",
            f"{building}-{unit}-{room}",
            f"{building}#{room}",
            f"{building}栋{room}",
            f"{unit}单元{room}室",
            f"{building}座{room}房",
            f"{'一二三四五六七八九'[unit]}栋{'一二三'[unit % 3]}单元{room}室",
            f"{building}幢{unit}单元{chance.randint(1, 9)}楼{room}室",
            f"{building} 栋 {unit} 单元 {room} 室",
            f"A座{room}室",
            f"{building}号{unit}单元{room}",
            f"{building}弄{unit}号{room}室",
        ]
    )


def house(chance: Chance) -> str:
    return f"{chance.randint(1, 400)}{chance.choice(['号', '号', '-2号'])}"


def name(chance: Chance) -> str:
    family = chance.choice(words.FAMILIES)
    if chance.random() < 0.06:
        family = chance.choice(words.DOUBLE_FAMILIES)
    given = chance.choice(words.GIVEN_TWO if chance.random() < 0.65 else words.GIVEN_ONE)
    return family + given


def family(chance: Chance) -> str:
    return chance.choice(words.FAMILIES)


def minority(chance: Chance) -> str:
    return chance.choice(words.MINORITY)


def document(chance: Chance) -> str:
    office = chance.choice(["浙政办发", "国发", "杭政函", "建房"])
    return f"{office}〔{chance.randint(2008, 2026)}〕{chance.randint(1, 99)}号"


def credit_code(chance: Chance) -> str:
    tail = f"{chance.choice('ABCDEFGH')}{digits(chance, 4)}{chance.choice('XYTQ')}"
    return f"9133{digits(chance, 4)}MA2{tail}"


def day(chance: Chance) -> str:
    return f"{chance.randint(2015, 2026)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"


def money(chance: Chance) -> str:
    return f"{chance.randint(1, 9_999_999)}{chance.choice(['元', '.50元', '万元'])}"


def serial(chance: Chance) -> str:
    head = chance.choice(["", "DD", "SF", "GD"])
    return f"{head}{chance.randint(2015, 2026)}{digits(chance, chance.choice([6, 8, 10, 12]))}"


def ip(chance: Chance) -> str:
    if chance.random() < 0.15:
        groups = [f"{chance.randrange(1, 65536):x}" for _ in range(8)]
        return ":".join(groups) if chance.random() < 0.6 else f"2408:{groups[0]}::{groups[1]}"
    return ".".join(
        str(part) for part in (chance.randint(13, 223), *(chance.randrange(256) for _ in "123"))
    )


def position(chance: Chance) -> str:
    latitude, longitude = chance.uniform(18.2, 53.5), chance.uniform(73.7, 134.9)
    if chance.random() < 0.25:
        angle = chance.randint(74, 134), chance.randint(0, 59), chance.randint(0, 59)
        return f"{angle[0]}°{angle[1]}′{angle[2]}″"
    return chance.choice(
        [
            f"{latitude:.5f},{longitude:.5f}",
            f"{longitude:.6f}，{latitude:.6f}",
            f"东经{longitude:.4f}，北纬{latitude:.4f}",
            f"{longitude:.4f} {latitude:.4f}",
        ]
    )


def spaced(chance: Chance, value: str, sizes: tuple[int, ...], mark: str) -> str:
    """The value in groups, as in 138-0013-8000."""
    pieces, place = [], 0
    for size in sizes:
        if value[place : place + size]:
            pieces.append(value[place : place + size])
        place += size
    return mark.join([*pieces, value[place:]] if value[place:] else pieces)


def number(chance: Chance, value: str, groups: list[tuple[int, ...]]) -> str:
    """A number in one of its spellings, plain ones more often."""
    mark = chance.choice("- .·/ —－")
    ways: list[Callable[[], str]] = [
        lambda: value,
        lambda: value,
        lambda: value,
        lambda: spaced(chance, value, chance.choice(groups), mark),
        lambda: spaced(chance, value, chance.choice(groups), chance.choice(["  ", " - ", "--"])),
        lambda: value.translate(WIDE),
        lambda: value.translate(CHINESE),
        lambda: value.translate(SPOKEN),
        lambda: value.translate(FORMAL),
        lambda: value[:4] + value[4:].translate(CHINESE),
        lambda: mark.join(value),
        lambda: "\u200b".join(value),
        lambda: "".join(f"&#{ord(char)};" for char in value),
        lambda: value[:5] + "\n" + value[5:],
        lambda: value[:3] + "\u2060" + value[3:7] + "&nbsp;" + value[7:],
        lambda: value[:6] + "<br>" + value[6:],
    ]
    return chance.choice(ways)()


def phone(chance: Chance) -> str:
    if chance.random() < 0.25:
        ends = ["", "", "", f"转{chance.randint(100, 9999)}", f"-{chance.randint(100, 999)}"]
        return land_line(chance) + chance.choice(ends)
    value = number(chance, mobile(chance), [(3, 4, 4), (3, 3, 5), (4, 3, 4), (3, 8), (7, 4)])
    return chance.choice(["", "", "", "", "+86", "86-", "0086", "+86 ", "(+86)"]) + value


def identity_card(chance: Chance) -> str:
    if chance.random() < 0.08:
        return old_identity(chance)
    value = identity(chance)
    value = value.lower() if chance.random() < 0.5 else value
    return number(chance, value, [(6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (14, 4), (6, 12)])


def card(chance: Chance) -> str:
    return number(chance, bank_card(chance), [(4, 4, 4, 4, 3), (4, 4, 4, 4), (6, 13), (4, 4, 4, 7)])


def car(chance: Chance) -> str:
    value = plate(chance)
    marks = [f"{value[:2]}{mark}{value[2:]}" for mark in "· -."]
    return chance.choice(
        [value] * 3 + [*marks, value.lower(), value.translate(WIDE), f"{value[0]} {value[1:]}"]
    )


def address(chance: Chance) -> str:
    value = mail(chance)
    marks = ["＠", " @ ", "(at)", "[at]", " at "]
    return chance.choice(
        [value] * 3 + [value.replace("@", mark) for mark in marks] + [value.upper()]
    )


def own_page(chance: Chance) -> tuple[str, str]:
    """The host of a site and an account there: a number, or a name of one's own choice."""
    host = chance.choice(("weibo.com/", "https://weibo.com/", "http://www.weibo.com/u/", "WEIBO.COM/",
                          "weibo.cn/", "https://blog.sina.com.cn/", "http://t.qq.com/"))  # fmt: skip
    if host.endswith("/u/"):
        return host, digits(chance, chance.randint(8, 10))
    letters = "".join(chance.choices("abcdefghijkmnopqrstuvwxyz", k=chance.randint(5, 11)))
    return host, letters + chance.choice(("", "_", digits(chance, 3), "1990"))
