"""Names that nothing announces, half names, names in a row; and what only looks like one."""

import random

import pytest

from core import privacy


def named(text):
    """The text with names shown as 〇."""
    return privacy.mask_text(text).replace("〔姓名〕", "〇")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("昨天刘志强又来施工", "昨天〇又来施工"),
        ("后来陈桂芳把门锁换了", "后来〇把门锁换了"),
        ("希望查处王建军等人", "希望查处〇等人"),
        ("杨晓燕，家里停水三天", "〇，家里停水三天"),
        ("村里的赵国华霸占河道", "村里的〇霸占河道"),
        ("请转告欧阳明辉尽快修好", "请转告〇尽快修好"),
        ("陳國強擅自搭建", "〇擅自搭建"),
        ("看见孟晓岚拖走桌椅", "看见〇拖走桌椅"),
        ("邻居的孙女郝佳怡上幼儿园", "邻居的孙女〇上幼儿园"),
    ],
)
def test_a_name_in_mid_sentence_is_masked(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：田  雨桐　电话：0571-87654321", "联系人：〇　电话：〔电话〕"),
        ("联系人　葛文静　　联系电话　13800138000", "联系人　〇　　联系电话　〔电话〕"),
        (
            "路灯坏了。\n敬礼\n吕　志远\n2024年5月6日",
            "路灯坏了。\n敬礼\n〇\n2024年5月6日",
        ),
        ("墙面渗水。\n邱建军（13800138000）", "墙面渗水。\n〇（〔电话〕）"),
        ("投诉人：许婌嬿", "投诉人：〇"),
        ("本人郭沈雨薇，女", "本人〇，女"),
        ("姓名：麦麦提·凯尤木", "姓名：〇"),
        ("设计院的李工说没问题", "设计院的〇工说没问题"),
        ("于警官处理的", "〇警官处理的"),
        ("袁志刚(先生)来电", "〇(先生)来电"),
        ("温晓梅：您好，来信收悉", "〇：您好，来信收悉"),
        ("护士长孙丽萍态度生硬", "护士长〇态度生硬"),
        ("令狐会计不在", "〇会计不在"),
        ("他叫江正华，住隔壁", "他叫〇，住隔壁"),
    ],
)
def test_a_name_where_a_form_or_a_letter_has_it_is_masked(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize("wish", ["愉快", "顺利", "健康", "安康", "感激"])
@pytest.mark.parametrize("name", ["高峰", "安静", "方正", "金凤凰", "张三丰"])
@pytest.mark.parametrize("stop", ["，", "！", "，\n", " "])
def test_a_name_behind_a_wish_is_masked(wish, name, stop):
    before = f"希望尽快修好路灯并且答复，祝一切{wish}{stop}"
    assert named(before + name) == before + "〇"


@pytest.mark.parametrize("wish", ["快愉", "利顺", "康健", "康安", "激感"])
def test_a_wish_read_backwards_is_none(wish):
    text = f"希望尽快修好路灯并且答复一切{wish}，安静"
    assert named(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "天天烧垃圾，影响居民身体健康，安静",
        "天天烧垃圾，祝身体健康，万事如意",
        "路灯修好了，谢谢！祝平安",
        "路灯修好了，祝工作顺利！夏安",
    ],
)
def test_what_else_ends_a_letter_stays(text):
    assert named(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "金工说明天停水",
        "石工来了三个人",
        "请陶工看看",
        "负责人：木工",
        "负责人　高新 社区",
        "书记　白云 派出所",
        "主任：向阳　街道办事处",
        "楼里都停了。\n水 电 气",
        "楼里都停了。\n水 暖 气\n2024年5月6日",
        "请解决。\n时 间 长",
    ],
)
def test_trades_split_places_and_listed_words_stay(text):
    assert named(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("王工说明天停水", "〇工说明天停水"),
        ("李工来了三个人", "〇工来了三个人"),
        ("设计院的石工说没问题", "设计院的〇工说没问题"),
        ("石工，您好", "〇工，您好"),
        ("负责人　王芳 社区", "负责人　〇 社区"),
        ("联系人　高峰　社区：向阳", "联系人　〇　社区：向阳"),
        ("楼里都停了。\n石 小 明", "楼里都停了。\n〇"),
        ("投诉人：石  一萱", "投诉人：〇"),
    ],
)
def test_names_like_trades_places_and_words_are_masked(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("举报王某某打人", "举报〇打人"),
        ("邻居陈×欠款不还", "邻居〇欠款不还"),
        ("门卫老郑说不行", "门卫老〇说不行"),
        ("隔壁小沈在养鸡", "隔壁小〇在养鸡"),
        ("找尉迟书记反映", "找〇书记反映"),
        ("我弟弟买买提·艾力住院", "我弟弟〇住院"),
        ("大伯帕提古丽·玉素甫瘫痪在床", "大伯〇瘫痪在床"),
        ("房东巴特尔·苏和不退押金", "房东〇不退押金"),
        ("家长孙丽萍反映", "家长〇反映"),
        ("姓名：Wang Xiaoming，停水", "姓名：〇，停水"),
        ("保安周 建 军打人", "保安〇打人"),
    ],
)
def test_a_name_that_is_no_whole_name_is_masked(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("股东罗长江、单奕辰、章丽三人失联", "股东〇、〇、〇三人失联"),
        ("（高爱民、戚胜利）没有签字", "（〇、〇）没有签字"),
        ("夫妻双方赵健和徐洁", "夫妻双方〇和〇"),
        ("与陈天佑签订了协议", "与〇签订了协议"),
        ("与陈天佑发生争执", "与〇发生争执"),
        ("复核人：方丽华", "复核人：〇"),
        ("我哥张君华和嫂子都在外地", "我哥〇和嫂子都在外地"),
        ("1方晓勇，2许文斌，3单小芳，4高欣", "1〇，2〇，3〇，4〇"),
        ("姜小桃（会计）、尹建林（出纳）到场", "〇（会计）、〇（出纳）到场"),
        ("以葛广财为首的一伙人", "以〇为首的一伙人"),
        ("法定代表人已变更为付久林", "法定代表人已变更为〇"),
        ("十二组龙森开，因病致贫", "十二组〇，因病致贫"),
        ("房客王如意多收电费", "房客〇多收电费"),
        ("业主邝文杰反映", "业主〇反映"),
        ("纪委的习书记来过", "纪委的〇书记来过"),
        ("报告人：郑晓东、李四青　　许文斌、张宏书", "报告人：〇、〇　　〇、〇"),
    ],
)
def test_names_in_a_row_are_masked(text, masked):
    assert named(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "钱江路的路灯坏了",
        "全国检察机关和武警官兵",
        "请卫生部长说明",
        "我们向书记反映过",
        "我是丁桥的住户，也照顾奶奶",
        "保利·香槟国际的业主",
        "张小泉股份有限公司",
        "业主强烈要求退款",
        "共计叁万伍仟元整",
        "李锦记酱油",
        "投诉人为高科电子厂员工",
        "桥梁总长八十米",
        "名为向阳宾馆长期排烟",
        "苦于爷爷奶奶不会开车",
        "负责人：石马村物业",
        "经销商周黑鸭发货",
        "书记和主任都不管",
        "杨柳郡三期停水",
        "马上就要高考",
        "贺兰山下的河道",
        "陶瓷厂的废水",
        "小康社会，老龙头景区",
        "老百姓说小周末也要上班",
        "我们周末来过，何时答复",
    ],
)
def test_what_only_looks_like_a_name_stays(text):
    assert privacy.masked(text) == privacy.Masked(text, ())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：张&nbsp;小明，", "联系人：〇，"),
        ("联系人：张\n小明，电话", "联系人：〇，电话"),
        ("签名：王小\n明", "签名：〇"),
        ("老板王 小 明反映噪音", "老板〇反映噪音"),
        ("举报人：《邸志瑾》", "举报人：《〇》"),
        ("他叫【王宏健】，", "他叫【〇】，"),
        ("名叫“楚聚”网吧", "名叫“楚聚”网吧"),
        ("尊敬的书记：\n房东王明欠我钱", "尊敬的书记：\n房东〇欠我钱"),
        ("找小江警官反映", "找小〇警官反映"),
        ("小区主任不管，", "小区主任不管，"),
        ("联系人：迟经理，", "联系人：〇经理，"),
        ("承办人和主管领导均有过错", "承办人和主管领导均有过错"),
        ("皇甫某会计，", "〇会计，"),
        ("卫生院某医生，", "卫生院某医生，"),
        ("联系人：李明总，", "联系人：〇总，"),
        ("房东苏鹏以，家住", "房东〇，家住"),
        ("举报人：艾力·库尔班多次反映", "举报人：〇多次反映"),
        ("投诉人古丽娜尔.艾力反映", "投诉人〇反映"),
        ("联系人：阿卜杜拉 · 买买提，", "联系人：〇，"),
        ("联系人︰张建国", "联系人︰〇"),
        ("举报人：蘇亞貞，女", "举报人：〇，女"),
        ("盼复。\n周强（签字）", "盼复。\n〇（签字）"),
        ("盼复。By 马诚", "盼复。By 〇"),
        ("谢谢。莫宁，2021年3月", "谢谢。〇，2021年3月"),
        ("我爸爸邓红山，家住", "我爸爸〇，家住"),
        ("小区很暗。\n路 灯", "小区很暗。\n路 灯"),
        ("请处理。\n高 新", "请处理。\n高 新"),
        ("祝身体健康，高血压", "祝身体健康，高血压"),
        ("记录人：方便时请回电", "记录人：方便时请回电"),
        ("联系人：段落，", "联系人：段落，"),
        ("刚好遇到肇事摩的，", "刚好遇到肇事摩的，"),
        ("普高总招生计划", "普高总招生计划"),
    ],
)
def test_strangers_forms_are_read_as_well(text, masked):
    assert named(text) == masked


def test_a_name_found_once_is_masked_in_the_whole_record(make_message):
    message = make_message(
        title="刘志强违建", text="业主刘志强私搭阳台。", reply="经查，刘志强已整改。"
    )
    assert message.title == "〔姓名〕违建"
    assert message.reply == "经查，〔姓名〕已整改。"


@pytest.mark.parametrize(
    "piece",
    [
        "王伟、",
        "王×",
        "小王",
        "阿·",
        "与王伟",
        "姓名：Ab ",
        "王伟、李强两人",
        "昨天刘志强又来，电话13800138000，家住云杉小区3幢2单元501室，张三、李四、王五，",
        "[dot]a@",
        "门牌号1",
    ],
)
def test_a_hundred_thousand_characters_take_no_longer_than_their_length(piece):
    text = (piece * 100_000)[:100_000]
    assert "13800138000" not in privacy.mask_text(text)


def test_random_texts_are_masked_once_for_all():
    chance = random.Random(20261127)
    chars = (
        "王李张伟国强、，和 某×小老·：人名姓13-（）室幢号０幺微信@.浙Ao°\n\u200b&;联由系"
        "之子等敬尉迟女士路\ud800"
    )
    for _ in range(3_000):
        text = "".join(chance.choice(chars) for _ in range(chance.randrange(40)))
        masked = privacy.mask_text(text)
        assert privacy.mask_text(masked) == masked


def test_half_a_character_hides_nothing():
    assert privacy.mask_text("\ud800请打13800138000") == "\ud800请打〔电话〕"
