"""Other ways to reach or recognise a person: mail, messenger accounts, number plates."""

from collections.abc import Iterator

import re2

from core.masking.finds import Find, Rule, at
from core.masking.words import words

_MAIL = re2.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]|\s(?:dot|DOT)\s|[\[(（](?:dot|DOT|点|\.)[\])）])*\s{0,2}"
    r"(?:@|[\[(（【<{]\s?(?:at|AT|a|@|艾特)\s?[\])）】>}]|#\s?(?:at|AT)\s?#|[_-](?:at|AT)[_-]|圈\s?[aA]|\s(?:at|AT)\s|艾特)\s{0,2}"
    r"(?:(?:qq|163|126|139|189|gmail|sina|sohu|outlook|hotmail|foxmail)\s?[,， ]\s?(?:com|cn)|"
    r"(?:[A-Za-z0-9-]+\s?(?:\.|点|。|\s(?:dot|DOT)\s|[\[(（](?:dot|DOT|点|\.)[\])）])\s?){1,4}"
    r"(?:com|cn|net|org|gov|edu|info|me|io|cc|top|vip|hk|tw|mo|COM|CN|NET|ORG|[A-Za-z]{2,}))"
)

_HASH_MAIL = re2.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*\s?[#*]\s?(?:(?:qq|163|126|139|189|gmail|sina|sohu|outlook|hotmail|foxmail)"
    r"\s?[.点。]\s?(?:com|cn|net)(?:\.cn)?|[A-Za-z0-9-]{2,30}\.(?:com|cn|net|org|edu\.cn|com\.cn|gov\.cn)))"
)
"""The at-sign written otherwise, before a provider of mail."""

_AFTER_STOP = re2.compile(r"。\s?(?:com|cn|net|org|COM|CN|NET|ORG)$")

_ACCOUNT = re2.compile(
    r"(?i)(?:微\s?信|微\s?Ｘ|威\s?信|薇\s?信|徽\s?信|[微薇v]\s?[.·\-_*]\s?[信x]|[vw薇]\s?信|wei\s?信|"
    r"[微v威]\s?[❤♥♡🧡💚]|绿泡泡|卫星号|抠抠|球球|"
    r"(?:^|[^A-Za-z])(?:vx|wx|[vw]\sx[:： 号]|[vw]x?\s?[❤♥]|v\s?(?:[:：])|wechat|weixin|qq|q\s?q|q号)|扣\s?扣|企鹅|抖音|快手|微博|支付宝|淘宝|闲鱼|小红书|旺旺|知乎|贴吧|"
    r"[+＋加](?:我)?(?:微|v|薇|q)|陌陌|钉钉)"
    r"(?:\s?(?:账\s?[号户]|帐\s?[号户]|号\s?码|昵称|名称?|号|id|同号|群|联系|或qq|/qq|/微信|[(（]同(?:号|手机号?|qq|微信)?[)）]))?"
    r"(?:\s?(?:是|为|叫|[:：=，,]|[(（“\"【\[]))?\s{0,3}"
    r"(wxid_[A-Za-z0-9]+|[A-Za-z][A-Za-z0-9_-]{4,23}|[1-9](?:[ -]?[0-9]){4,10}|"
    r"[零〇一二三四五六七八九幺]{5,11})"
)
_NAMED = re2.compile(
    r"(?i)(?:^|[^A-Za-z0-9_@.])(?:(wxid_[A-Za-z0-9]{6,30})|"
    r"([A-Za-z][A-Za-z0-9_-]{4,23}|[1-9][0-9]{5,10})这个(?:微信|qq|抖音|快手|账号|帐号|号码?)(?:[^A-Za-z0-9]|$))"
)
"""An account that its own form, or what is said behind it, tells."""
_HOSTS = (
    r"(?:weibo|qq|wechat|bilibili|douyin|iesdouyin|kuaishou|zhihu|xiaohongshu|toutiao|douban|"
    r"jianshu|baidu|sina|twitter|facebook|instagram|tiktok)\.c(?:om|n)(?:\.cn)?/|[/. ]x\.com/"
)
_LINKED = re2.compile(
    r"(?i)(?:weibo\.c(?:om|n)/(?:(?:u|p|profile)/)?([0-9]{5,20})|"
    r"weibo\.c(?:om|n)/n/([\p{Han}A-Za-z0-9_%-]+)|"
    r"(?:user\.qzone|i)\.qq\.com/([1-9][0-9]{4,11})|"
    r"qq\.com/[^\s〔，。；、]*[?&](?:amp;)?f?uin=([1-9][0-9]{4,11})|"
    r"(?:u\.wechat\.com/|weixin\.qq\.com/r/)([A-Za-z0-9_-]+)|"
    r"(?:space\.bilibili\.com/|(?:ies)?douyin\.com/(?:share/)?user/|kuaishou\.com/(?:profile|u)/|"
    r"zhihu\.com/people/|xiaohongshu\.com/user/profile/|toutiao\.com/c/user/(?:token/)?|"
    r"douban\.com/people/|jianshu\.com/u/)([A-Za-z0-9_.=-]+)|"
    r"tieba\.baidu\.com/home/main/?\?[^\s〔，。；、]*(?:un|id)=([\p{Han}A-Za-z0-9_.%-]+)|"
    r"(?:weibo\.c(?:om|n)|t\.qq\.com|blog\.sina\.com\.cn(?:/u)?|(?:twitter|facebook|instagram)\.com|"
    r"[/. ]x\.com|tiktok\.com)/@?([\p{Han}A-Za-z0-9_.%-]+))"
)
"""A link to the page of an account: the account alone is masked, the host stays. The last form is a
name of one's own choice right behind the host."""

_PAGES = words(
    "a ajax about account admin api app apps at ad article articles blog business category comment "
    "contact copyright css detail events explore fav finance game group groups hashtag help home "
    "hot html i images img index jobs js legal like live login logout mygroups m marketplace media "
    "mobile music n new newlogin news notifications o open p page pages photo policies poi post "
    "privacy profile profile.php public pub reel reels register s search security settings share "
    "show signin signup sso static status statuses story sub support t tag terms tools top topic "
    "topics tos trends ttarticle tv u upload user users v video videos watch web x z"
)
"""What stands right behind a host and is a page of the site, nobody's account."""

_NOT_ACCOUNTS = words(
    "wechat weixin alipay wechatpay android iphone https http word excel email mobile phone qqmail"
)

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SEP = r"[\s·•・.\-—_*]?"
_MARK = "[A-HJ-NP-Za-hj-np-z0-9零〇一二三四五六七八九]"
_PLATE = re2.compile(
    rf"(WJ{_SEP}[{_PROVINCE}]?{_SEP}[0-9]{{4}}[0-9A-Z]|[{_PROVINCE}]{_SEP}[A-HJ-NP-Za-hj-np-z]{_SEP}{_MARK}{_SEP}{_MARK}{_SEP}{_MARK}{_SEP}{_MARK}"
    rf"{_SEP}(?:[挂学警港澳领试超]|{_MARK}(?:{_SEP}{_MARK})?))(?:[^A-Za-z0-9]|$)"
)
_BARE_PLATE = re2.compile(
    r"(?:车\s?牌号?|车号|牌照|号牌)(?:号码?)?(?:是|为)?[:： ]{0,2}"
    r"([A-HJ-NP-Z][·.\- ]?(?:[A-HJ-NP-Z0-9]){5,6}|使[0-9]{6})(?:[^A-Za-z0-9]|$)"
)


def _mails(text: str) -> Iterator[Find]:
    for match in _MAIL.finditer(text):
        start, end = match.span()
        if "。" in match[0] and not _AFTER_STOP.search(match[0]):
            end = start + match[0].rindex("。")
        yield Find(start, end, "邮箱")
    if "#" in text or "*" in text:
        for match in _HASH_MAIL.finditer(text):
            yield at(match.span(1), "邮箱")


def _accounts(text: str) -> Iterator[Find]:
    for match in _ACCOUNT.finditer(text):
        name = match[1]
        if name.lower() in _NOT_ACCOUNTS or _is_mobile(name):
            continue
        if text[match.end() : match.end() + 1] not in ("@", "."):
            yield at(match.span(1), "账号")


def _named(text: str) -> Iterator[Find]:
    for match in _NAMED.finditer(text):
        group = 1 if match[1] else 2
        if match[group].lower() not in _NOT_ACCOUNTS:
            yield at(match.span(group), "账号")


def _linked(text: str) -> Iterator[Find]:
    for match in _LINKED.finditer(text):
        group = next(number for number in range(1, _OWN_NAME + 1) if match[number])
        start, end = match.span(group)
        if group == _OWN_NAME and _is_page(
            text[start:end], text[max(0, match.start() - _LONGEST_HOST) : match.start()]
        ):
            continue
        yield Find(start, start + len(text[start:end].rstrip(".")), "账号")


_OWN_NAME, _LONGEST_HOST = 8, 30
_OTHER_SITE = re2.compile(r"(?i)([a-z0-9-]+)\.$")
_SAME_SITE = frozenset(("www", "m", "mobile"))


def _is_page(name: str, before: str) -> bool:
    """A page of the site itself, a file of it, as login.php, or another service, as s.weibo.com."""
    other = _OTHER_SITE.search(before)
    if other and other[1].lower() not in _SAME_SITE:
        return True
    plain = name.lower().rstrip(".")
    return plain.split(".")[0] in _PAGES or plain.endswith((".php", ".html", ".htm", ".jsp"))


def _is_mobile(name: str) -> bool:
    """A phone number stays a phone number, even where it serves as an account."""
    digits = name.replace(" ", "").replace("-", "").replace("幺", "一")
    return len(digits) == 11 and digits[0] in "1一" and "_" not in digits


def _plates(text: str) -> Iterator[Find]:
    for match in _PLATE.finditer(text):
        if sum(char.isdigit() or char in "零〇一二三四五六七八九" for char in match[1]) >= 1:
            yield at(match.span(1), "车牌")
    for match in _BARE_PLATE.finditer(text):
        yield at(match.span(1), "车牌")


RULES: tuple[Rule, ...] = (
    (
        r"@|艾特|[\[(（【<{ ](?:at|AT|a)[\])）】>} ]|"
        r"[_-](?:at|AT)[_-]|圈\s?[aA]|[#*]\s?(?:at|AT|[A-Za-z0-9-]+\s?[.点。])",
        _mails,
    ),
    (
        r"(?i)[微威薇徽vw][\s.·\-_*]?[信xＸ❤♥♡🧡💚]|wei\s?信|绿泡泡|卫星号|抠抠|球球|w\s?x|v\s?[:：]|wechat|weixin|q\s?q|扣\s?扣|企鹅|q号|"
        r"抖音|快手|微博|支付宝|淘宝|闲鱼|小红书|旺旺|知乎|贴吧|陌陌|钉钉|[+加]我?[微v薇q]",
        _accounts,
    ),
    (rf"(?i){_HOSTS}", _linked),
    (r"(?i)wxid_|[A-Za-z0-9]这个(?:微信|qq|抖音|快手|账号|帐号|号)", _named),
    (rf"[{_PROVINCE}]{_SEP}[A-HJ-NP-Za-hj-np-z]|WJ|车\s?[牌号]|牌照|号牌", _plates),
)
