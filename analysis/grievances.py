"""回避, the wide net: an office is blamed without a word of wrong told of it in one clause.

What `analysis.accused` does not catch by a doer and a deed is often told as a story: they were
asked and nothing came, they said no, they owe, they decided over land or aid and the writer asks
why. Each pattern here is of that kind and was chosen on messages read by hand
(tests/measure/accused/dev.csv), never on those of the score.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from analysis import wordlists
from analysis.clauses import Span

_GAP = "[^。！？!?；;\n]"

_BODIES = (
    "(?:村委会?|村支?两委|村里|村部|居委会?|街道办(?:事处)?|办事处|政府|镇府|乡里|镇里|"
    "(?<![一二三四五六七八九十邮结布格棋饭])局|派出所|国土所|监管所|交警(?:大?队|支队)?|公安|城管|执法(?:大?队|中队|部门)|法院|检察院|"
    "拆迁办|指挥部|管委会|渔政|路政|运管|监察大?队|林业站|国土站|农机站|驾培处|管理处|规建办|公积金中心|(?<![关能任各何些个他它应级政])(?<!主管)(?<!监管)部门|(?:街道|社区)(?=工作人员|领导|干部|主任|书记|[也却说不没到以一])|"
    "该(?:局|所|队|站|镇|村|街道|社区|中心))"
    "(?:的?(?:人员?|工作人员|领导|干部|同志|主任|书记|局长|所长|队长))?"
)
"""An office as people call it in passing; also one that only such a story makes an accused."""
_PEOPLE = "镇长|乡长|村干|村官|村支书|村书记|村主任|村长|村霸|支书|官员|官老爷|法官|民警|干部"
_WHO = f"(?:{_BODIES}|{_PEOPLE})"

_NOTHING_CAME = (
    "(?:没有?|无|未|未曾|没能|不见|从未|也不|不会|不|没人|无人)(?:任何|得到|给予?|人|一?个|有效|明确|正面|实质|什么)?的?"
    "(?:回复|答复|回应|回音|回信|处理|解决|下文|音讯|音信|动静|结果|落实|兑现|说法|受理|理睬|理会|立案|出警|来人|作为|到场|"
    "行动|阻止|制止|执行|发放|到位|办理|安置|补偿|公示|履行|改善|消息|措施|管)|得不到(?:解决|落实|回复|答复|处理)|只说不做|光说不做|(?:也|都|却)不来|"
    "再无答复|未对[^。，]{0,20}(?:拆除|处理|查处|取缔)|未作"
)
_BROKEN = (
    "(?:欠(?!费|薪)|拖欠|克扣|截留|侵占|侵害|损害|违反|违背|违约|毁坏?|破坏|强行|强拆|强征|逼|威胁|恐吓|打压|瞒|骗|"
    "糊弄|走过场|形同虚设|视而不见|睁一只眼|睁眼说瞎话|颠倒黑白|象征性|大开绿灯|撑腰|不公|不合理|不透明|有失|失信(?![名被人惩])|食言|"
    "没有依法|不依法|没有诚信|不讲|不兑现|推给|推到|推卸|一拖再拖|拖了|拖着|罔顾|不顾|从未考虑|收了?我|卖给|转卖|租给|倒卖)"
)
_REFUSED = (
    '(?:(?:却?都?又?(?:说|称|讲|告知|答复|回复|解释|表示|回答|认为|承认|表态))[^。！？!?；;，,]{0,3}[：:，,“"‘]{0,2}'
    "[^。！？!?；;]{0,16}?(?:无权|不行|不能|不可以|不给|不予|不属于|不归|不是|不符合|没有|没办法|无法|管不了|办不了|上不了|"
    "违建|行不通|再说|等通知|走程序|找别|去找)|以[^。，]{1,16}为由)"
)
_BLAMED = re.compile(
    "保护伞|官商|官官|官僚|官场|贪官|失职|渎职|懒政|庸政|大开绿灯|走后门|打点(?!零)|政府无能|官老爷|欺上瞒下|欺下瞒上|"
    "公信力|上面的?政策[^。]{0,6}下面|村霸|(?<!大学生)村官|走过场|以权|公报私|暗箱|官逼|政绩工程|面子工程|上供|官腔|(?:互相|相互)(?:踢|推)|推诿扯皮|龙头蛇尾|雷声大|程序化|公式化|百姓的?(?:心寒|寒心)|如此作为"
)
"""Words that accuse an office wherever they stand, unless a firm stands right before them."""
_FIRM = re.compile("(?:物业|开发商|公司|医院|学校|驾校|业委会|银行|老板|老师)[^。，]{0,8}$")

_FIRST = "乡交公农办国城官局居干执拆指支政村林检民法派渔监社管街规该路运部镇驾"
"""How the names in _WHO begin: most places of a text need no look at them."""
_TOLD_OF = f"(?=[{_FIRST}]){_WHO}"
_OFFICE = re.compile(f"{_WHO}|执法|监管|管理不|不力|不为|[中法]院(?![长上])|没人管|无人管")
_STORIES = {
    "silence": re.compile(rf"{_TOLD_OF}{_GAP}{{0,24}}?(?:{_NOTHING_CAME})"),
    "breach": re.compile(rf"{_TOLD_OF}{_GAP}{{0,10}}?{_BROKEN}"),
    "refusal": re.compile(rf"{_TOLD_OF}{_GAP}{{0,4}}?{_REFUSED}"),
    "suffered": re.compile(
        rf"被(?:当地|本地|县|区|市|镇|乡)?{_WHO}"
        "(?!抓|查处|拘|取缔|列入|责令|约谈|叫停|制止|处罚|依法)"
    ),
}
_WISHED = re.compile(
    "(?:希望|请求?|恳请|恳求|盼|望|建议|呼吁|督促|敦促|要求|如果|若|只要|能否|是否)"
    "[^。，！？!?；;]{0,12}$"
)
"""Before an office: what follows is wished of it, not told of it."""
_POINTED = re.compile(
    rf"(?:难道|凭什么|何在|干什么的|干什么吃|谁来管|哪里去了|到底是为|为何不|为什么不|怎么就不){_GAP}{{0,30}}?{_WHO}|"
    rf"{_TOLD_OF}{_GAP}{{0,30}}?(?:难道|凭什么|何在|干什么|干嘛|哪里去了|为何不|为什么不?|怎么就|算什么)"
)
_BUSINESS = (
    "征地|征收|征拆|拆迁(?!户小区)|棚改|补偿|安置(?!房|小区|区|点|地)|低保|五保|选举|换届|竞选|廉租房|危房改造|危改|"
    "贫困户|扶贫|移民(?:款|补)|公费|定向生|招聘|录取|分房|宅基地|编制|退耕|粮补|林权"
)
_GRUDGE = "质疑|何时|何处|为何|为什么|哪里|哪儿|没|未|不|违|问题|纠纷|强|拖|欠|被|侵|骗|乱|少|难"
_TITLE = re.compile(
    rf"不作为|(?:{_BUSINESS}){_GAP}*?(?:{_GRUDGE})|(?:{_GRUDGE}){_GAP}*?(?:{_BUSINESS})|是否公正|主持公道"
)
_NAME = 4
"""So many characters before 局 or 部门 belong to its name."""
_BEFORE = 16
_MILD = re.compile("咨询|询问|请问|建议|感谢|表扬|了解")

_SOMEBODY = re.compile(
    "物业|开发商|公司|集团|驾校|幼儿园|培训|酒店|宾馆|KTV|酒吧|网吧|工地|施工|扰民|噪音|噪声|麻将|餐馆|油烟|厂|老板|店铺|商铺|"
    "门店|摊|业委会|诈骗|欺诈|银行|违建|搭建|养殖|商家|中介|房东|占道|停车|污染|臭|垃圾|广场舞|退费|工资|欠薪|楼盘|别墅|交房|"
    "精装|质量|漏水|电梯|车位|燃气|采砂|搅拌|医院|售楼|传销"
)
"""In a title: the complaint is about them, or about what they do."""
_MAY_BE = re.compile("改善|解决|结果|整治|取缔|消息|音讯|动静|处理|发放")
"""Nothing came of it, so far; nobody is said to have refused or ignored anything."""
_AROUND = r"\(\?<?[=!][^)]*\)"
_BEYOND = 24
"""So many characters after its clause a story may end."""


def _outline(pattern: str) -> str:
    """The pattern as a column is searched: without what must not stand around it, and without
    what may stand in the next clause."""
    plain = re.sub(_AROUND, "", pattern)
    return re.sub(r"\[\^。，\]\{\d,\d+\}(?:\(\?:[^)]*\)|[^|)]*)", "", plain)


NAMES = wordlists.shortest(f"{_outline(_BODIES)}|{_PEOPLE}")
"""Without one of these a clause tells no story and points at nobody."""
HINTS = {
    "silence": (_outline(_NOTHING_CAME),),
    "breach": (_outline(_BROKEN),),
    "refusal": (
        "为由|说|称|讲|告知|答复|回复|解释|表示|回答|认为|承认|表态",
        "为由|无权|不行|不能|不可以|不给|不予|不属于|不归|不是|不符合|没有|没办法|无法|管不了|办不了|上不了|"
        "违建|行不通|再说|等通知|走程序|找别|去找",
    ),
    "suffered": ("被",),
    "pointed": (
        "难道|凭什么|何在|干什么|干嘛|谁来管|哪里去了|到底是为|为何不|为什么|怎么就|算什么",
    ),
}  # fmt: skip
"""Kind of grievance -> what else its clause must say."""
BLAMED = re.sub(r"\[\^。\]\{0,\d\}[^|]*", "", _outline(_BLAMED.pattern))
"""Without one of these a clause blames nobody by a word."""
TITLED = re.sub(_AROUND, "", _TITLE.pattern)
"""Likewise what its title says."""


def grieved(
    title: str, text: str, clauses: Mapping[str, Sequence[Span]] | None = None
) -> list[str]:
    """The words of a message that blame an office in the wider sense. `clauses` of the text, by
    kind (as in HINTS, and `blamed`), are read, and the title if it is among them; all of both
    unless given."""
    whole = f"{title}。{text}"
    start = len(title) + 1
    heading = [(0, start)] if clauses is None or "title" in clauses else []
    spans: Mapping[str, Sequence[Span]] = clauses or {}
    if clauses is None:
        spans = dict.fromkeys((*_STORIES, "blamed", "pointed"), [(0, len(text))])

    def read(kind: str) -> list[Span]:
        return heading + [(start + first, start + end) for first, end in spans.get(kind, ())]

    stories = [
        _finds(pattern, whole, read(kind))
        for kind, pattern in _STORIES.items()
        if heading or kind in spans
    ]
    told = [
        whole[max(0, match.start() - _NAME) : match.end()]
        for match in apart(chain.from_iterable(stories))
        if not _WISHED.search(whole[max(0, match.start() - _BEFORE) : match.start()])
    ]
    found = [
        match[0]
        for match in _finds(_BLAMED, whole, read("blamed"))
        if not _FIRM.search(whole[max(0, match.start() - _BEFORE) : match.start()])
    ]
    asked = [match[0] for match in _finds(_POINTED, whole, read("pointed"))]
    if heading and not _MILD.search(title):
        found += [
            match[0]
            for match in _TITLE.finditer(title)
            if not _FIRM.search(title[max(0, match.start() - _BEFORE) : match.start()])
        ]
    if not found and is_beside(title, told):
        return []
    return told + found + asked


def is_beside(title: str, told: Sequence[str]) -> bool:
    """Whether a message is about somebody else, and an office only had no success with them."""
    if not _SOMEBODY.search(title) or _OFFICE.search(title):
        return False
    return all(_MAY_BE.search(said[-3:]) for said in told)


def apart(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """In their order those that stand in no earlier one, as one pattern would have found them."""
    reached = 0
    for match in sorted(matches, key=re.Match.start):
        if match.start() >= reached:
            yield match
            reached = match.end()


def _finds(pattern: re.Pattern[str], said: str, spans: Sequence[Span]) -> Iterator[re.Match[str]]:
    """Where the pattern begins in one of the spans."""
    for start, end in spans:
        for match in pattern.finditer(said, start, end + _BEYOND):
            if match.start() < end:
                yield match
