"""Generated sentences with a place, with its truth: aliases, former names, and decoys."""

import random

_TEMPLATES = (
    "我住在{p}，小区门口的路灯坏了", "{p}某工地夜间施工噪声扰民", "请问{p}什么时候通地铁",
    "投诉{p}一家饭店油烟直排", "关于{p}学区划分的咨询", "{p}停水三天了没人管",
    "我是{p}的居民，反映垃圾没人清理", "希望{p}尽快修好这条路", "在{p}买的房子延期交房",
    "{p}老旧小区加装电梯政策是什么",
)  # fmt: skip
_DECOYS = (
    "在超市买的西湖龙井是假茶叶", "宁波银行的信用卡乱收费", "我家住温州路，楼下很吵",
    "杭州路和人民路交叉口红绿灯坏了", "绍兴酒过期了还在卖", "金华火腿有异味", "楼顶天台漏水没人修",
    "南昌市西湖区停水了", "重庆江北区的网贷公司骗人", "上海普陀区的快递丢了", "钱塘江边散步被狗咬",
    "黄浦江畔太吵", "三门峡的亲戚寄来的苹果坏了", "市政路桥公司施工扰民", "一片大好江山要保护",
    "文成公主雕像被损坏", "义乌小商品质量差", "杭州小笼包店不卫生", "台州商会的会费怎么交",
    "江西省南昌市西湖区的房子", "本溪市平山区停电", "安庆市大观区修路", "嘉庆元年的古树被砍",
    "小区滨江花园物业差", "宁波汤圆吃出头发", "舟山海鲜店缺斤少两", "湖州路的公交太少",
    "龙泉寺门口停车难", "黄岩岛的新闻", "长兴岛修桥", "普陀山门票太贵的问题", "天气风和云和雨",
)  # fmt: skip


def sentences(regions, count=2_400, seed=5):
    """(text, adcode or None): nine places out of ten, one decoy."""
    rng = random.Random(seed)
    cities = {region.adcode: region for region in regions if region.level == "city"}
    counties = [region for region in regions if region.level == "county"]
    found = []
    for _ in range(count):
        if rng.random() < 0.2:
            found.append((rng.choice(_DECOYS), None))
            continue
        if rng.random() < 0.15:
            city = rng.choice(list(cities.values()))
            place, code = rng.choice([city.name, *city.aliases, f"浙江{city.name}"]), city.adcode
        else:
            county = rng.choice(counties)
            city = cities[county.adcode[:4]]
            name = rng.choice([county.name, county.name, *county.aliases])
            before = rng.choice(["", "", city.name, *city.aliases, f"浙江省{city.name}"])
            place, code = before + name, county.adcode
        found.append((rng.choice(_TEMPLATES).format(p=place), code))
    return found
