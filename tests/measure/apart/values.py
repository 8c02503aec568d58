"""Numbers, plates, accounts and homes of nobody, in the spellings people hide and mistype them in."""

import random

Chance = random.Random
_SAID = ("零一二三四五六七八九", "〇幺二三四五六七八九", "零壹贰叁肆伍陆柒捌玖")
_WIDE = "０１２３４５６７８９"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _digits(chance: Chance, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def _translated(value: str, to: str) -> str:
    return value.translate(str.maketrans("0123456789", to))


def spelt(chance: Chance, value: str, sizes: tuple[int, ...]) -> str:
    """The value as it stands, in groups, in other digits, or with something unseen inside."""
    way = chance.randrange(15)
    if way < 5:
        return value
    if way < 8:
        mark = chance.choice(("-", " ", ".", "—", "－", "/", "·", "  ", "_", " - ", "*", "~"))
        pieces, rest = [], value
        for size in sizes:
            pieces, rest = [*pieces, rest[:size]], rest[size:]
        return mark.join([*pieces, rest] if rest else pieces)
    cut = chance.randrange(2, len(value) - 2)
    if way == 8:
        return _translated(value, chance.choice((_WIDE, *_SAID)))
    if way == 9:
        return value[:cut] + _translated(value[cut:], chance.choice((_WIDE, *_SAID)))
    if way == 10:
        unseen = chance.choice(("\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u00ad"))
        return unseen.join(value) if chance.random() < 0.5 else value[:cut] + unseen + value[cut:]
    if way == 11:
        code = chance.choice(("&#{};", "&#x{:x};"))
        return "".join(code.format(ord(char)) for char in value)
    if way == 12:
        return value[:cut] + chance.choice(("\n", "\r\n", "<br/>", "\n  ", "&nbsp;")) + value[cut:]
    if way == 13:
        return " ".join(value)
    return "".join(f"<b>{char}</b>" if place == cut else char for place, char in enumerate(value))


def phone(chance: Chance) -> str:
    if chance.random() < 0.2:
        code = chance.choice(("010", "021", "0571", "0755", "028", "0311", "0991", "0898"))
        mark = chance.choice(("-", "", " ", "－", "—", "–"))
        tail = chance.choice("2345678") + _digits(chance, 7 if len(code) == 3 else 6)
        form = chance.choice(("{}{}{}", "({}){}{}", "（{}）{}{}"))
        return form.format(code, "" if form[0] in "(（" else mark, tail)
    value = spelt(
        chance,
        f"1{chance.choice('3456789')}{_digits(chance, 9)}",
        chance.choice(((3, 4), (3, 3, 3), (4, 4), (2, 3, 3), (3, 8))),
    )
    return chance.choice(("", "", "", "", "+86 ", "+86", "0086-", "(86)", "86 ")) + value


def identity(chance: Chance) -> str:
    place = chance.choice(("330106", "110105", "420111", "510104", "650102", "440306", "610113"))
    born = f"{chance.randint(1938, 2018)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    body = place + born + _digits(chance, 3)
    total = sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(body)) % 11
    value = body + "10X98765432"[total]
    value = value.lower() if chance.random() < 0.3 else value
    return spelt(chance, value, chance.choice(((6, 8), (6, 4, 4), (3, 3, 4, 4), (10, 4))))


def card(chance: Chance) -> str:
    body = chance.choice(("622202", "621799", "623058", "622588", "6228480", "436742"))
    body += _digits(chance, chance.choice((15, 18)) - len(body))
    twice = [int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(body))]
    value = body + str(-sum(n - 9 if n > 9 else n for n in twice) % 10)
    return spelt(chance, value, chance.choice(((4, 4, 4, 4), (6,))))


def plate(chance: Chance) -> str:
    head, tail = chance.choice(_PROVINCES) + chance.choice(_LETTERS[:14]), _digits(chance, 5)
    if chance.random() < 0.3:
        tail = chance.choice("DF") + tail
    elif chance.random() < 0.5:
        tail = chance.choice(_LETTERS) + tail[:3] + chance.choice(_LETTERS)
    elif chance.random() < 0.2:
        tail = tail[:4] + chance.choice("学挂警")
    mark = chance.choice(("", "", "", "·", " ", "-", ".", "•"))
    value = head + mark + tail
    way = chance.randrange(8)
    if way == 0:
        return value.lower()
    if way == 1:
        return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in value)
    if way == 2:
        return value[:2] + chance.choice(("\u200b", "\u2060")) + value[2:]
    return value


def mail(chance: Chance) -> str:
    name = chance.choice(("lihua", "wang.fang", "zh_88", "hello-world", "x", "88", "Chen_", "no1"))
    host = chance.choice(
        ("qq.com", "163.com", "sina.cn", "vip.126.com", "foo-bar.com.cn", "abc.org")
    )
    at = chance.choice(("@", "@", "@", "＠", " @ ", "#at#", "(at)", "[at]", " at ", "﹫", "&#64;"))
    return name + _digits(chance, chance.randrange(2, 6)) + at + host


def account(chance: Chance) -> str:
    if chance.random() < 0.5:
        return chance.choice("123456789") + _digits(chance, chance.randint(5, 9))
    head = chance.choice(("wxid_", "sunny", "Lucky_", "abc-", "zs", "XiaoLi", "a_b_"))
    return head + _digits(chance, chance.randint(3, 6))


def home(chance: Chance) -> str:
    block, unit, floor = chance.randint(1, 60), chance.randint(1, 4), chance.randint(1, 30)
    room = f"{floor}0{chance.randint(1, 4)}"
    said = "一二三四"[unit - 1]
    return chance.choice((
        f"{block}栋{unit}单元{room}室", f"{block}幢{unit}单元{room}", f"{block}号楼{room}室",
        f"{block}#{unit}单元{room}", f"{block}-{unit}-{room}", f"{said}单元{room}", f"{block}栋{room}房",
        f"{block}座{room}", f"{block}号楼{unit}门{room}号", f"{block}幢{said}单元{floor}楼西户",
        f"{block} 幢 {room} 室", f"{block}栋{unit}梯{room}",
    ))  # fmt: skip


def network(chance: Chance) -> str:
    if chance.random() < 0.15:
        return "2409:8a20:" + ":".join(f"{chance.randrange(4096, 65536):x}" for _ in range(6))
    return ".".join(str(chance.randint(11, 250)) for _ in range(4))


def position(chance: Chance) -> str:
    east, north = chance.uniform(75, 134), chance.uniform(19, 52)
    return chance.choice((
        f"{east:.6f},{north:.6f}", f"东经{east:.4f}度，北纬{north:.4f}度", f"{north:.5f}, {east:.5f}",
        f"N{north:.5f},E{east:.5f}", f"E{east:.5f} N{north:.5f}",
    ))  # fmt: skip


def day(chance: Chance) -> str:
    year, month, date = chance.randint(2016, 2026), chance.randint(1, 12), chance.randint(1, 28)
    form = chance.choice(("{}年{}月{}日", "{}-{:02}-{:02}", "{}.{}.{}", "{}/{}/{}", "{}{:02}{:02}"))
    return form.format(year, month, date)


def money(chance: Chance) -> str:
    amount = chance.randint(20, 9_000_000)
    return chance.choice(
        (f"{amount}元", f"{amount:,}元", f"{amount}.5元", f"￥{amount}", f"{amount % 900}万元")
    )


def code(chance: Chance) -> str:
    """A unified social credit code (GB 32100-2015) with its check character."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91{chance.choice(('330106', '110108'))}" + "MA" + "".join(chance.choices(signs, k=7))
    total = sum(signs.index(char) * pow(3, at, 31) for at, char in enumerate(body))
    return body + signs[-total % 31]


def serial(chance: Chance) -> str:
    return (
        chance.choice(("", "GD", "TS-", "NO."))
        + f"{chance.randint(2019, 2026)}"
        + _digits(chance, 8)
    )
