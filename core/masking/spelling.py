"""One spelling for the many ways to write the same thing.

Patterns look at the plain form of a text: full-width digits and letters as half-width,
traditional characters of cue words as simplified, HTML entities resolved, invisible
characters and tags gone. Finds are carried back to the text as it was written, so that a
masked text differs from its source at the masks only.
"""

import html
import re
from dataclasses import dataclass

from core.masking.finds import Find

_TRADITIONAL = (
    "電电話话號号碼码聯联絡络繫系係系車车牌牌棟栋樓楼單单戶户業业證证舉举報报訴诉請请鄰邻"
    "問问經经銀银帳账賬账郵邮箱箱費费師师長长書书記记醫医務务員员機机負负責责張张劉刘陳陈"
    "楊杨趙赵吳吴孫孙馬马鄭郑謝谢許许韓韩馮冯鄧邓蕭萧葉叶蘇苏呂吕盧卢鍾钟鐘钟薑姜譚谭陸陆"
    "範范賈贾鄒邹閻阎龍龙賀贺顧顾龔龚邵邵萬万錢钱嚴严湯汤溫温齊齐喬乔龐庞顏颜倪倪莊庄聶聂"
    "魯鲁歐欧關关蘭兰紀纪畢毕貝贝費费盧卢項项簡简衛卫賴赖藍蓝遊游總总閆闫師师銜衔寧宁"
    "網网賓宾國国華华偉伟麗丽軍军強强傑杰濤涛飛飞鵬鹏鳳凤蓮莲瓊琼靜静曉晓瑩莹穎颖潔洁"
    "東东興兴榮荣貴贵寶宝紅红豔艳豐丰蘭兰慶庆來来愛爱職职務务與与為为於于門门東东區区鎮镇"
    "維维鈞钧錦锦詠咏漢汉學学鋒锋銘铭軒轩韻韵禮礼義义儀仪倫伦億亿優优凱凯剛刚勝胜勳勋嘯啸堅坚壽寿奮奋嫻娴嶺岭峯峰憲宪懷怀應应戰战揚扬擇择時时暉晖曄晔楨桢樹树權权歡欢"
    "氣气淵渊滿满潤润澤泽濱滨煥焕燦灿爾尔獻献瑋玮環环璽玺畫画發发碩硕禎祯積积節节純纯紹绍結结絲丝綺绮綱纲綿绵緯纬績绩繼继續续羅罗聖圣聰聪聲声肅肃臨临艷艳葦苇蒼苍蔣蒋"
    "薩萨藝艺蘊蕴術术衞卫覺觉親亲觀观訓训詩诗詳详誌志誠诚諾诺謙谦譽誉讓让財财賢贤賜赐贊赞躍跃輝辉輪轮轉转達达運运遠远遷迁釗钊鈴铃銀银銳锐鋼钢鍵键鏡镜鐵铁鑒鉴開开閔闵"
    "陽阳雋隽雙双靈灵韜韬頂顶順顺領领頌颂顯显風风餘余駿骏騰腾驊骅驍骁驕骄鳴鸣鴻鸿鶴鹤鷹鹰黃黄齡龄錫锡俠侠楓枫濟济灝灏瀟潇瀾澜爍烁煒炜燁烨鄺邝鄔邬嵐岚貳贰參叁債债廠厂"
    "當当過过後后會会產产協协買买賣卖錢钱處处進进給给無无"
    "農农韋韦竇窦鮑鲍駱骆饒饶闞阚黨党遲迟諸诸嬌娇樂乐劍剑勁劲憶忆懇恳曠旷檢检穩稳競竞彥彦筆笔蘆芦虛虚見见規规視视覽览計计訊讯課课諒谅識识護护贏赢軌轨載载較较遜逊鉑铂鋁铝鎖锁閃闪闊阔隊队陣阵"
    "際际隱隐難难頓顿預预頻频題题願愿飄飘驗验驥骥鯤鲲鳥鸟鴿鸽麥麦戲戏壯壮寬宽審审專专尋寻導导爭争獨独瑪玛盡尽聽听脈脉臺台艙舱莖茎藥药蟲虫補补裝装複复訂订討讨訟讼設设訪访評评詢询該该認认誤误"
    "調调談谈論论謀谋講讲議议販贩貨货貼贴貿贸賊贼賺赚購购贈赠趕赶跡迹軟软輕轻輛辆輸输辦办辭辞邊边遞递適适選选醬酱釋释鈔钞釣钓鈕钮鉛铅錄录鍋锅鏈链閉闭間间閱阅闆板陰阴隨随隸隶雖虽雞鸡離离霧雾"
    "響响頁页須须額额類类颱台飯饭飲饮館馆驅驱驚惊鬆松鬥斗魚鱼鮮鲜鷗鸥齒齿龜龟營营勞劳動动勸劝卻却歷历嘆叹嚮向團团圖图圓圆執执塊块塗涂壓压壞坏夢梦奪夺婦妇嬰婴孿孪實实寫写將将屆届屬属岡冈島岛"
    "崗岗巒峦帶带幫帮幹干庫库彎弯徑径復复態态慘惨慣惯憂忧戀恋掃扫掛挂採采損损擁拥擋挡據据擔担攔拦擾扰攝摄敗败數数斷断昇升晉晋暫暂條条棄弃棧栈極极樣样標标橫横櫃柜欄栏歲岁歸归殺杀毀毁決决沒没"
    "況况湊凑準准溝沟滅灭漁渔漲涨潑泼濃浓濕湿灑洒災灾烏乌煙烟熱热燈灯燒烧牆墙狀状猶犹獎奖療疗監监盤盘眾众種种稅税築筑簽签籃篮糧粮糾纠約约級级納纳細细終终組组絕绝統统緊紧線线織织繳缴罰罚習习"
    "聞闻脅胁腦脑腳脚舊旧艱艰"
    "叢丛兩两爲为亂乱亞亚畝亩侖仑倉仓價价衆众夥伙傳传傷伤體体側侧僑侨儷俪儉俭儲储兒儿養养獸兽內内冊册凍冻憑凭兇凶擊击劃划則则創创別别劑剂勢势勻匀佔占臥卧廳厅厲厉厙厍廂厢廚厨變变敘叙嚇吓噸吨啓启諮咨鹹咸圍围壇坛墳坟壘垒堊垩備备頭头奐奂奧奥宮宫嘗尝堯尧屍尸層层鞏巩幣币帥帅牀床異异徵征懌怿恆恒惡恶愷恺惲恽悅悦懲惩戩戬撫抚擬拟撥拨揮挥攬揽攤摊敵敌樸朴槍枪梟枭檸柠櫟栎欒栾"
    "檔档樺桦檳槟櫻樱殘残毆殴匯汇爺爷獄狱豬猪甌瓯瘓痪癱瘫皚皑蓋盖矯矫礦矿磚砖硯砚礫砾確确稟禀篤笃箏筝籤签簫箫籟籁纖纤紈纨縱纵綸纶紙纸紋纹紓纾練练繪绘絢绚繡绣緒绪綾绫綠绿緹缇緱缑緩缓編编緣缘縉缙縫缝縵缦纓缨繆缪繕缮羣群脫脱臉脸臘腊蘋苹荊荆薦荐蕎荞薈荟蕩荡蓀荪萊莱獲获鶯莺薊蓟薔蔷藺蔺藹蔼藴蕴慮虑蝦虾蟻蚁蟈蝈襲袭諱讳詐诈診诊詞词詔诏試试詣诣諍诤語语説说讀读諉诿誼谊諶谌"
    "諧谐謨谟謖谡謹谨譙谯譜谱貞贞貢贡質质貪贪貧贫賁贲貸贷貽贻賄贿資资賚赉賦赋賡赓賠赔贅赘贍赡蹤踪軻轲軼轶轎轿輔辅輩辈輯辑轅辕轄辖辯辩違违連连邏逻遺遗遙遥鬱郁郟郏酈郦裏里裡里鑑鉴鑾銮釧钏釩钒釵钗鑰钥欽钦鈄钭鈺钰鈿钿鑠铄鉉铉鐸铎鋮铖銅铜鎧铠銓铨錚铮鏗铿鋭锐錕锟鍁锨錟锬鍇锴鏘锵鍶锶鎰镒鑌镔鏞镛鏑镝鐳镭闖闯閏闰悶闷閩闽閣阁閲阅闕阙險险僱雇霽霁靄霭靚靓韌韧韞韫頎颀頸颈頡颉"
    "頤颐顛颠顥颢顴颧颯飒飆飙飈飚飽饱餃饺饋馈馳驰駔驵駛驶駟驷駙驸駒驹騶驺駐驻駝驼駑驽駕驾驛驿駘骀罵骂駢骈驪骊騁骋騏骐騎骑騍骒騅骓驂骖騙骗騭骘騖骛驁骜騮骝騫骞騸骟驃骠驄骢驏骣驟骤鱔鳝鴨鸭鸞鸾鸝鹂鵑鹃鵠鹄鷺鹭"
    "鄉乡縣县橋桥雲云灣湾園园廣广場场處处點点嗎吗們们個个對对這这說说稱称現现從从還还會会"
)
_DIGITS = {
    base + number: str(number)
    for base in (
        0xFF10,
        0x0660,
        0x06F0,
        0x0966,
        0x2080,
        0x1D7CE,
        0x1D7D8,
        0x1D7E2,
        0x1D7EC,
        0x1D7F6,
    )
    for number in range(10)
} | {ord(char): str(number) for number, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_CIRCLED = {
    base + number: str(number + 1)
    for base in (0x2460, 0x2474, 0x2488, 0x2776, 0x2780, 0x278A)
    for number in range(9)
} | {0x24EA: "0", 0x24FF: "0"}
_LOOKALIKE = dict(zip(map(ord, "АВЕКМНОРСТХаеорсху"), "ABEKMHOPCTXaeopcxy", strict=True))
_WIDE = {code: chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_SIGNS = {ord("＠"): "@", ord("．"): ".", ord("＿"): "_", ord("－"): "-", ord("＋"): "+"} | {
    ord("＃"): "#", ord("／"): "/", ord("﹫"): "@", ord("﹣"): "-", ord("。"): "。"
} | dict.fromkeys(map(ord, "︰﹕∶ː꞉᛬"), ":") | {ord("﹘"): "-", ord("‐"): "-", ord("‑"): "-", ord("−"): "-", ord("⋅"): "·", ord("･"): "·"
}  # fmt: skip
_BLANKS = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F), " ")
_TABLE = (
    {ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
    | _DIGITS
    | _LOOKALIKE
    | _WIDE
    | _SIGNS
    | _BLANKS
)
_TABLE = {code: char for code, char in _TABLE.items() if chr(code) != char}

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u034f\u061c\u180e\ufe00-\ufe0f\u20e3"
ODD = f"[{_UNSEEN}&<\U0001d7ce-\U0001d7ff{re.escape(''.join(map(chr, [*_TABLE, *_CIRCLED])))}]"
"""One class: a text without any of these is plain as it stands."""

_SPELT = {chr(code): char for code, char in _TABLE.items()}
_OTHERWISE = re.compile(f"[{re.escape(''.join(_SPELT))}]")
_LONG = re.compile(f"[{_UNSEEN}&<]")
_PIECES = re.compile(
    rf"[0-9]\ufe0f?\u20e3|&(?:amp;)?(?:#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z]{{2,8}});|</?[A-Za-z!][^<>\n@]{{0,60}}>|[{_UNSEEN}]"
)
_ROUND = re.compile(f"[{''.join(map(chr, _CIRCLED))}]{{5,}}")


@dataclass(slots=True)
class Plain:
    """The plain form; without `starts` each character stands where it stood in the source."""

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def back(self, find: Find) -> Find:
        """The same find in the source."""
        if self.starts is None or self.ends is None:
            return find
        return Find(self.starts[find.start], self.ends[find.end - 1], find.kind)


def plainly(text: str) -> Plain:
    """The form of a text that the patterns look at, where it has something ODD."""
    if not _LONG.search(text):
        return Plain(_one_to_one(text))
    return _shortened(text)


def _one_to_one(text: str) -> str:
    """Few characters of a text are in the table: `translate` would look each one up in vain."""
    spelt = _OTHERWISE.sub(lambda char: _SPELT[char[0]], text)
    return _ROUND.sub(lambda run: run[0].translate(_CIRCLED), spelt)


def _shortened(text: str) -> Plain:
    """Pieces that shrink, with the place in the source of each character that is left."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for piece in _PIECES.finditer(text):
        _copy(text, position, piece.start(), chars, starts, ends)
        for char in _meant(piece[0]):
            chars.append(char)
            starts.append(piece.start())
            ends.append(piece.end())
        position = piece.end()
    _copy(text, position, len(text), chars, starts, ends)
    return Plain(_one_to_one("".join(chars)), starts, ends)


def _copy(
    text: str, start: int, end: int, chars: list[str], starts: list[int], ends: list[int]
) -> None:
    chars.extend(text[start:end])
    starts.extend(range(start, end))
    ends.extend(range(start + 1, end + 1))


def _meant(piece: str) -> str:
    """What a reader sees of an entity, a tag or an invisible character."""
    if piece.startswith("&"):
        return html.unescape(html.unescape(piece))
    if piece[0].isdigit():
        return piece[0]
    if piece.lower() == "<at>":
        return "@"
    return "\n" if piece[:3].lower() in ("<br", "<p>", "</p") else ""
