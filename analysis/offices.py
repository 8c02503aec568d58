"""What people call an office and those who work there."""

from functools import lru_cache

OFFICES = (
    "村委会?|村支两委|村两委|居委会|街道办(?:事处)?|社区(?:居委会|领导|干部|主任|书记)|"
    "(?:乡|镇|区|县|市)(?:党委)?(?:人民)?政府|党委政府|派出所|交警(?:队|大队|支队)?|公安(?:局|机关)?|"
    "城管(?:局|队|大队)?|执法(?:局|队|大队)|(?:人民)?法院|检察院|信访[局办]|拆迁(?:办|中心|指挥部)|"
    "征(?:收|拆|地)(?:补偿)?(?:办|中心|指挥部)|管委会|管理委员会|村委|村部|公积金(?:管理)?(?:中心|部)|不动产(?:登记)?中心|"
    "质监站|质量监督站|工商(?:局|所)|税务(?:局|所)|国土(?:局|所)|规划局|房产局|房管局|住[建保]局|"
    "住建委|环保局|教育局|教体局|民政局|人社局|社保局|医保局|卫[生健计][局委]|交通(?:局|部门)|运管所|"
    "农机局|农业局|林业局|水利局|水务局|财政局|发改[局委]|监管所|(?:市场|食药)?监督?管理?局|消防大队|车管所|"
    "(?:管理|服务|监督|监察|执法)(?:处|所|站|大队|支队)"
)
BUREAU = "[一-龥][^邮结布格棋饭。！？!?；;\n]局"
"""An office that is not in the list; apart, because a list of words is searched much faster."""

STAFF = (
    "村(?:组)?(?:干部|官|支书|书记|主任|会计|领导)|村长|村霸|支部书记|支书|组长|乡长|镇长(?![一-龥]{1,3}[村组路])|局长|所长|站长|"
    "(?:街道|社区|政府|乡|镇|大队)(?:领导|干部)|法官|书记员|庭长|大队长|中队长|工作人员(?=态度)|"
    "(?:计育|计生)专干|腐败官员|官员|公务员|民警|协警|辅警|执法人员|城管人员|办事人员|窗口人员|党员干部"
)
FIRST = (
    "不中乡书交人住信党公农办区医协卫县发国城大官局居工市庭征房所执拆支政教服村林检民水法派消环监社税窗站管组"
    "腐街规计财质车辅运镇食"
)
"""How the words of OFFICES and STAFF begin: most places of a text need no look at them."""

SHORT: dict[str, str] = {
    "住建": "住房和城乡建设", "住保": "住房和城乡建设", "房产局": "住房和城乡建设",
    "房管": "住房和城乡建设", "质监站": "住房和城乡建设", "质量监督站": "住房和城乡建设",
    "人社": "人力资源和社会保障", "社保局": "人力资源和社会保障", "城管": "综合行政执法",
    "执法": "综合行政执法", "工商": "市场监督管理", "监管": "市场监督管理", "食药": "市场监督管理",
    "环保": "生态环境", "教育局": "教育", "教体": "教育", "民政": "民政", "医保局": "医疗保障",
    "卫": "卫生健康", "交通": "交通运输", "运管": "交通运输", "消防": "消防", "公安": "公安",
    "派出所": "公安", "民警": "公安", "交警": "公安", "车管": "公安", "水利": "水利",
    "农业": "农业农村", "农机": "农业农村",
}  # fmt: skip
"""What people call an office -> what stands in its full name."""


@lru_cache(maxsize=8)
def called(units: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """What each unit (name, code) may be called, and its code; longer names first."""
    found = dict(units)
    for short, full in SHORT.items():
        code = next((code for name, code in units if full in name), None)
        if code is not None:
            found.setdefault(short, code)
    return sorted(found.items(), key=lambda pair: -len(pair[0]))
