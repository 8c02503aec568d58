"""Sentences with and without personal data, each with the truth about it."""

import random
from dataclasses import dataclass
from itertools import cycle, islice

from tests.measure.masking import values, words
from tests.measure.masking.values import Chance

MID_SENTENCE = "姓名(句中)"
"""Names without a cue word: reported apart, not held to the threshold."""


@dataclass(frozen=True)
class Sentence:
    """A text and its secrets: (kind, start, end)."""

    text: str
    secrets: tuple[tuple[str, int, int], ...]


FORMS: dict[str, list[str]] = {
    "电话": [
        "联系电话：{电话}，{事}。", "{事}，请打{电话}联系我。", "我的手机{电话}", "本人电话是{电话}，{事}", "手机号码 {电话}，盼复",
        "{事}，可拨打{电话}", "聯絡電話：{电话}", "Tel:{电话}", "微信同号{电话}，{事}。", "{事}。{电话}", "来电号码{电话}，反映{事}", "{电话}，{事}，请回电",
        "座机：{本地}，{事}。", "家里电话{本地}", "请致电{本地}", "手机{电话}、{电话}都可以", "{所}回复：已电话联系您（{电话}），{事}",
    ],
    "身份证": [
        "身份证号：{身份证}，{事}。", "本人身份证{身份证}，{事}", "身份证号码{身份证}", "證件號碼：{身份证}", "证件号 {身份证}，{事}", "{事}，我的身份证是{身份证}",
        "（身份证：{身份证}）{事}", "公民身份号码：{身份证}。", "{裸证}，{事}",
    ],
    "银行卡": [
        "银行卡号：{银行卡}，{事}。", "工资打到卡号{银行卡}", "开户行农业银行，账号{裸卡}。", "我的储蓄卡{银行卡}被冻结", "退款请转{裸卡}", "信用卡{银行卡}盗刷，{事}", "卡號：{银行卡}",
    ],
    "车牌": [
        "车牌{车牌}长期占道，{事}。", "{车牌}的车主乱停车", "一辆{车牌}的面包车挡住消防通道", "車牌號{车牌}", "车号：{车牌}，{事}", "司机驾驶{车牌}闯红灯", "我的车（{车牌}）被刮",
    ],
    "邮箱": [
        "邮箱：{邮箱}，{事}。", "请发到{邮箱}", "电子邮件 {邮箱}，盼复", "{事}，材料已发{邮箱}。", "E-mail:{邮箱}", "郵箱 {邮箱}",
    ],
    "账号": [
        "微信号：{账号}，{事}。", "加我微信{账号}", "QQ：{账号}，{事}", "QQ号{账号}", "vx:{账号}", "V信 {账号}，{事}", "wx：{账号}", "微.信{账号}", "扣扣{账号}，{事}",
        "微信号是{账号}", "WeChat: {账号}", "QQ号码是{账号}。",
    ],
    "住址": [
        "家住{区}{住址}，{事}。", "我是{区}{住址}的业主，{事}", "地址：{路}{区}{住址}", "{区}{住址}漏水，{事}。", "住址：{区}{住址}", "本人住在{区}{住址}，{事}", "位于{区}{住址}的住户",
        "家住{路}{门牌}，{事}。", "家庭住址：{路}{门牌}，{事}", "我住在{村}{门牌}，{事}。", "住{村}3组{门牌}，{事}",
    ],
    "姓名": [
        "本人{姓名}，{事}。", "我叫{姓名}，{事}。", "我是{姓名}，{事}。", "联系人：{姓名}，{事}。", "姓名：{姓名}　性别：女", "举报人：{姓名}", "投诉人{姓名}反映{事}", "我的名字叫{姓名}，{事}",
        "反映人 {姓名}，{事}。", "户主{姓名}，{事}", "申请人：{姓名}、{姓名}。", "聯絡人：{姓名}", "業主{姓}女士反映{事}。", "{姓}先生来电，{事}。", "来电人{姓}女士称{事}", "司机{姓}师傅态度恶劣",
        "班主任{姓}老师很负责", "主治{姓}医生", "{姓名}女士反映{事}。", "找到{姓名}经理，{事}", "{姓名}老师上课打人，{事}", "{事}，{尾}此致\n敬礼\n{姓名}", "{事}。\n{姓名}\n2026年11月3日", "{事}。此致敬礼！{姓名}",
        "我叫{姓名}家住{区}，{事}。", "本人{姓名}系{村}村民，{事}", "联系人：{族}，{事}。", "我叫{族}，{事}。", "您好，我是{姓名}。{事}", "当事人{姓名}于2025年购房，{事}", "我姓{姓}，{事}", "{姓}小姐来访，{事}",
        "经办人：{姓名}，联系电话见附件", "户主姓名：{姓名}；{事}", "物业{姓}经理推诿，{事}", "患者{姓名}，{事}", "署名：{姓名}", "{姓}局长您好，{事}", "尊敬的{姓}书记：{事}",
    ],
    "网络地址": [
        "IP地址{网络}，{事}。", "登录IP：{网络}", "服务器{网络}打不开", "{事}，本机ip是{网络}", "从{网络}访问网站提示错误", "网络地址：{网络}。",
    ],
    "位置": [
        "坐标{位置}，{事}。", "定位：{位置}", "经纬度{位置}，{事}", "位置在{位置}附近，{事}", "GPS {位置}", "井盖坐标为{位置}。",
    ],
    MID_SENTENCE: ["昨天{句中}又来施工，{事}。", "{句中}多次阻挠，{事}", "被{句中}打伤，{事}。", "这事都怪{句中}", "{句中}长期霸占公共绿地", "小区里的{句中}养了三条狗"],
}  # fmt: skip

STAY = [
    "请拨打12345、110或{号}咨询。", "拨打{号}无人接听，{事}。", "依据{文}第十二条，{事}。", "根据{文}，{事}", "统一社会信用代码{代码}，{事}。", "{公司}（{代码}）{事}",
    "{日}，{事}。", "截至{日}下午3点，{事}", "共计{钱}，{事}。", "每月{钱}，拖欠至今", "{路}88号{区}旁，{事}。", "{路}{区}的{事}", "{公司}在{路}施工，{事}。", "{所}答复说正在处理，{事}",
    "向{所}反映多次，{事}。", "{所}{公司}互相推诿", "{公司}{事}，请{所}处理。", "订单号{单}，{事}。", "工单编号：{单}", "快递单号{单}一直没更新", "合同编号{单}，{事}", "流水号{单}",
    "3号楼电梯坏了，{事}。", "{区}5栋楼下，{事}", "2单元没有路灯，{事}。", "全楼120户居民，{事}。", "302路公交改道，{事}", "地铁3号线{事}。", "G104国道{事}", "{村}三组{事}。", "版本1.2.3.4无法打开", "软件升级到v2.10.3.1后闪退",
    "面积120.5平方米，{事}。", "建筑面积89.53平米，总价{钱}", "工作时间9:00-17:30，{事}", "2025-2026学年{事}", "第3条第2款，{事}。", "我是业主，{事}。", "我是高中生，{事}", "本人于2024年购房，{事}。", "本人单身，{事}",
    "我是农民，{事}。", "我是宁波人，{事}", "联系人：无", "姓名：保密", "网友您好，{事}。", "各位老师辛苦了，{事}", "语文老师请假，{事}。", "司机师傅态度差", "公安局长接待日", "历史老师换了三个", "感谢老师的付出，{事}",
    "任何经理都不管，{事}。", "前任书记承诺过", "全体业主，{事}。", "此致敬礼！", "{事}，谢谢书记！", "王府井大街{事}", "张江地铁站{事}。", "李宁运动服质量差", "黄山路与石桥路口{事}", "高新区高楼林立，{事}", "温州路公交站{事}",
    "微信公众号通知，{事}。", "微信支付失败，{事}", "QQ群里通知停水", "安装费300元，{事}。", "120人参加，{事}", "面积1234567平方米", "一二三四五六七层都停水", "车流量大，{事}。", "京东快递{事}", "浙江省{事}。", "苏州河边{事}", "气温38.5度", "扣5分，罚{钱}",
    "房东不退押金，{事}。", "车主不挪车，{事}", "楼下3米，{事}", "PM2.5超过75.3，{事}", "身份证丢了，{事}。", "银行卡被冻结，{事}", "邮箱打不开，{事}。", "家住{区}，{事}", "地址：{路}{区}", "住在{村}多年，{事}", "{区}二期3栋和5栋之间，{事}", "拨打400{单短}客服",
    "客服热线400-820-{四}", "咨询电话：96345", "12345热线工单{事}", "第402次会议，{事}", "{所}302会议室开会", "行政服务中心201室，{事}", "2栋120户居民，{事}",
]  # fmt: skip


class _Writer:
    """Fills forms, noting where the secrets stand."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.makers = {
            "电话": ("电话", values.phone), "本地": ("电话", values.local_line), "身份证": ("身份证", values.identity_card),
            "裸证": ("身份证", values.identity), "银行卡": ("银行卡", values.card), "裸卡": ("银行卡", values.bank_card),
            "车牌": ("车牌", values.car), "邮箱": ("邮箱", values.address), "账号": ("账号", values.account),
            "住址": ("住址", values.home), "门牌": ("住址", values.house), "姓名": ("姓名", values.name),
            "姓": ("姓名", lambda chance: chance.choice(words.FAMILIES)), "族": ("姓名", lambda chance: chance.choice(words.MINORITY)),
            "网络": ("网络地址", values.ip), "位置": ("位置", values.position), "句中": (MID_SENTENCE, values.name),
        }  # fmt: skip
        self.others = {
            "事": words.MATTERS, "路": words.ROADS, "区": words.ESTATES, "村": words.VILLAGES, "所": words.OFFICES, "公司": words.COMPANIES,
            "尾": words.ENDS, "号": ("12345", "110", "119", "12315", "96345", "12333", "95598", "10086", "12329"),
        }  # fmt: skip

    def write(self, form: str) -> Sentence:
        text, secrets = "", []
        for number, piece in enumerate(form.replace("{", "}").split("}")):
            if number % 2 and piece in self.makers:
                kind, make = self.makers[piece]
                value = make(self.chance)
                secrets.append((kind, len(text), len(text) + len(value)))
                text += value
            else:
                text += self._other(piece) if number % 2 else piece
        return Sentence(text, tuple(secrets))

    def _other(self, piece: str) -> str:
        chance = self.chance
        if piece in self.others:
            return chance.choice(self.others[piece])
        made = {
            "文": lambda: f"{chance.choice(['浙政办发', '国发', '杭政函', '建房'])}〔{chance.randint(2008, 2026)}〕{chance.randint(1, 99)}号",
            "代码": lambda: f"9133{values.digits(chance, 4)}MA2{chance.choice('ABCDEFGH')}{values.digits(chance, 4)}{chance.choice('XYTQ')}",
            "日": lambda: f"{chance.randint(2015, 2026)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
            "钱": lambda: f"{chance.randint(1, 9_999_999)}{chance.choice(['元', '.50元', '万元'])}",
            "单": lambda: f"{chance.choice(['', 'DD', 'SF', 'GD'])}{chance.randint(2015, 2026)}{values.digits(chance, chance.choice([6, 8, 10, 12]))}",
            "单短": lambda: values.digits(chance, 7),
            "四": lambda: values.digits(chance, 4),
        }  # fmt: skip
        return made[piece]()


def generate(count: int, seed: int) -> list[Sentence]:
    """Half of the sentences hold personal data, each kind equally often; half hold none."""
    chance = random.Random(seed)
    writer = _Writer(chance)
    kinds = list(FORMS)
    found = [writer.write(chance.choice(FORMS[kind])) for kind in islice(cycle(kinds), count // 2)]
    found += [writer.write(form) for form in islice(cycle(STAY), count - len(found))]
    chance.shuffle(found)
    return found
