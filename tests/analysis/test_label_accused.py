"""Which unit a message accuses, with units as the tables give them."""

import polars as pl
import pytest

from analysis import accused as module
from analysis.accused import accused
from analysis.features import Features, Materials
from core.ladder import UNKNOWN
from core.places import Lexicon, Unit

UNITS = [
    Unit("housing", "住房和城乡建设局", areas=["housing_finance"], words=["物业"]),
    Unit("education", "教育局"),
]


def test_units_of_the_tables_are_recognised():
    text = "住建局工作人员收受开发商好处费，请上级查处。"
    assert accused("举报住建局", text, UNITS) == "housing"
    assert accused("举报住建局", text, []) == UNKNOWN


def test_asking_an_office_for_help_accuses_nobody():
    assert accused("路灯不亮", "请住建局派人来修一下路灯。", UNITS) is None


@pytest.mark.parametrize(
    "text",
    [
        "多次反映，环保局太不作为了。",
        "报警以后派出所不愿出警。",
        "城管队和社区互相推诿。",
        "工商所审核不严格，监管不力。",
        "教育局和人社局一直没有回复。",
        "管理委员会领导滥用职权。",
        "村组干部私自取消了我们的补贴。",
        "交警说这事不归他们。",
    ],
)
def test_neglect_told_of_an_office_accuses_it(text):
    assert accused("情况反映", text, []) == UNKNOWN


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("小区违建", "开发商一直没有向自然资源局申报，属于违法。"),
        ("楼下商铺", "请城管局查处违法搭建。"),
        ("别墅违建", "城管局对重点违法户进行了处理，大家很感谢。"),
        ("中铁五局拖欠工资", "项目部拖欠工资三个月。"),
        ("路灯不亮", "相关部门应当重视，没人管理。"),
    ],
)
def test_an_office_that_is_told_or_acts_against_a_wrong_is_not_accused(title, text):
    assert accused(title, text, []) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("路口围挡", "去年就向规建办反映过，城管来过一次，之后便没有下文。"),
        ("医保", "到窗口去办，医保局以材料不全为由把我们打发走了。"),
        ("修路", "镇里欠我们的钱拖了三年。"),
        ("集体土地", "地被村里转卖给了砖厂。"),
        ("夜市扰民", "每次都是走过场，明显有保护伞。"),
        ("渔政不作为，电鱼成风", "每晚都有人电鱼。"),
        ("为何我村低保名单没有公示", "请查一查。"),
        ("学区划分", "问了三次，教育局为什么不答？凭什么！"),
    ],
)
def test_a_story_of_being_left_alone_or_refused_accuses_an_office(title, text):
    assert accused(title, text, []) == UNKNOWN


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("楼下KTV扰民", "给城管打过多次电话，都没有改善。"),
        ("某公司拖欠工资", "也去劳动局反映过，事情一直没有解决。"),
        ("增设红绿灯", "五月份反映过一次，没有任何部门给予答复。"),
        ("楼顶漏水", "找过好几家，主管部门都没有处理。"),
        ("阁楼加建", "经街道办协调，楼上业主拒不拆除。"),
        ("斑马线", "有个司机不等行人，被交警抓了。"),
        ("老板失信", "他早就被法院列入失信名单。"),
    ],
)
def test_a_complaint_about_somebody_else_accuses_no_office(title, text):
    assert accused(title, text, []) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("楼下KTV扰民", "给城管打过多次电话，都没有回复。"),
        ("楼下KTV扰民", "派出所不管不问。"),
        ("环保局为何纵容砖厂", "投诉多次，环保局没有处理。"),
        ("占道停车执法不力", "投诉多次，交管部门没有处理。"),
        ("路灯不亮", "找过好几次，环保部门都没有处理。"),
    ],
)
def test_an_office_that_does_not_answer_is_accused_beside_somebody_else(title, text):
    assert accused(title, text, []) == UNKNOWN


def test_the_office_of_a_story_is_named():
    assert accused("小区违建", "举报以后，住建局至今没有回复。", UNITS) == "housing"
    assert accused("学位", "教育局以名额已满为由不收孩子。", UNITS) == "education"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("物业", "物业公司失职，电梯坏了两个月没有人修。"),
        ("公交", "希望交通局能够重视，目前没有解决的办法。"),
        ("咨询低保什么时候没有名额", "想了解一下流程。"),
        ("邮包", "邮局没有回复我的包裹在哪里。"),
    ],
)
def test_a_firm_or_a_wish_is_no_accusation(title, text):
    assert accused(title, text, []) is None


def test_a_column_is_read_as_one_message_is():
    """What the quick look over a column passes by, no message of its own would have told."""
    texts = ["渔政不作为", "镇里欠我们的钱拖了三年。", "路灯不亮", "明显有保护伞", "今天天气好"]
    titles = pl.Series(["", "", "", "", "为何我村低保名单没有公示"])
    frame = pl.DataFrame({"title": titles, "text": texts})
    found = module.label(Features(frame, Materials(Lexicon({}, {}), [], [])))[
        "accused_unit"
    ].to_list()
    alone = [accused(*row, []) for row in frame.iter_rows()]
    assert found == alone
