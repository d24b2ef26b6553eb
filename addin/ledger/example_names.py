"""Invented words for the example ledger: nobody and nothing of these names exists.

Cities are invented; company names are such a city, two rare characters and a trade. Numbers pass their checks but
belong to nobody: a unified social credit code carries region 980000, which no place has; mobile numbers begin with
154, a prefix that no operator holds; no area code is 0000, no postcode begins with 000, no bank account with ten
zeros; example.com is reserved for examples (RFC 2606).
"""

from __future__ import annotations

from stdnum.cn import uscc

CITIES = ("云泽", "宁澜", "海昀", "江渚", "北淮", "南沅", "东澧", "临沄")
WORDS = (
    "曜珩", "砺沄", "槿岚", "翊铄", "澜屿", "昱璟", "鎏砺", "沅禾", "岑砚", "瀚砺", "珩越", "霁川", "芃源",
    "铄舟", "栩沐", "璟岳", "峤野", "沄起", "砚丰", "湛序", "屿森", "禾砺", "岚桥", "序昱", "霁禾", "野渡",
    "栩衡", "铄澄", "峤林", "芃远", "湛桐", "璟禾", "沐砚", "衡芃", "澄峤", "桐霁", "森翊",
)  # fmt: skip
TRADES = (
    "机械设备", "包装材料", "电子科技", "建筑工程", "食品", "医疗器械",
    "纺织", "汽车零部件", "新材料", "物流", "环保科技", "五金制品",
)  # fmt: skip
PUBLIC_BODIES = ("云泽市示例职业学院", "宁澜市示例人民医院")
PERSON = "吴示例（个体经营）"
SELLERS = (
    ("方砚秋", "销售一部"),
    ("陆一禾", "销售一部"),
    ("程霁明", "销售二部"),
    ("贺岚", "销售二部"),
    ("孟知夏", "销售三部"),
)
COLLECTORS = ("秦书禾", "邵砚")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
TITLES = {"业务当事人": "采购经理", "主管负责人": "总经理", "财务负责人": "财务经理"}
GOODS = (
    "数控机床采购合同",
    "自动化产线采购合同",
    "设备年度维保合同",
    "备品备件供货合同",
    "检测仪器采购合同",
    "技术服务合同",
)
RESPONSES = {
    "疏忽": ("经办人休假漏付，答应补付", "发票未转交财务，已重新发送"),
    "对产品不满": ("反映设备故障未修好，要求先处理", "对验收数量有异议，要求核对"),
    "资金紧张": ("表示本月资金紧张，请求延期", "等下游回款后支付", "提出分两次付清"),
    "故意拖欠": ("电话接通后挂断", "以负责人出差为由推托"),
}
HOLD_REASONS = ("已签和解协议，按协议分期履行", "设备整改中，整改后付款", "重整程序中，等待管理人答复")
DISPUTE_REASONS = ("验收数量有出入", "质量异议，待检测", "单价与报价单不符")
EVIDENCE = ("法院终结执行裁定书", "工商注销证明", "律师尽职调查意见")
DIRECTOR = "示例总经理"
COMPANY = {
    "company": "云泽示例机械设备有限公司",
    "company_address": "云泽市示例区样本路 1 号",
    "company_phone": "0000-5550100",
    "company_contact": "秦书禾",
    "account_name": "云泽示例机械设备有限公司",
    "account_bank": "示例银行云泽分行",
    "account_number": "0000000000000000100",
    "handler": "秦书禾",
}


def credit_code(number: int, *, public: bool = False) -> str:
    """Return a unified social credit code that passes its check digit and belongs to nobody (GB 32100)."""
    body = f"{'12' if public else '91'}980000MA9{number:05d}X"
    return body + str(uscc.calc_check_digit(body))


def mobile(number: int) -> str:
    """Return a mobile number of the shape in use (11 digits) under a prefix that no operator holds."""
    return f"1540000{number:04d}"
