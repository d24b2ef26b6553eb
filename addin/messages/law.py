"""Sentences of the law department: suspension, demands before a suit, bad debts, cases, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

# ------------------------------------------------------------------ 停供清单, 诉前催告, 坏账取证, 专项小组

SUSPENSION_STATES = ("待批", "不同意", "停供中", "可解除", "已解除")
SUSPENSION_REFUSED = "领导不同意停供，照常供货"
SUSPENSION_WAITING = "报领导批示；批示前照常供货"
SUSPENSION_DONE = "已解除，无须处理"
SUSPENSION_PLAN = "还款方案已获批准，报领导同意后填「解除日期」，恢复供货"
SUSPENSION_PAID = "引发停供的欠款已付清，报领导同意后填「解除日期」，恢复供货"
SUSPENSION_AGAIN = "引发停供的欠款已付清，但另有逾期达到停供标准，建议继续停供"
SUSPENSION_NOTICE = "选中客户再点【移交法务】可生成《暂停供货通知书》草稿"
SUSPENSION_CUSTOMER = "《客户》供货状态仍为“{supply}”，请改为“暂停售后”"
SUSPENSION_RUNNING = "通知书 {letter} 已登记；欠款未付清，继续停供"
SUSPENSION_TIMES = "距建议日已 {days} 天未批示"
NOTICES_MADE = "暂停供货通知书草稿"

DEMAND_NONE = "没有能证明送达的催告：起诉前先发律师函或催告书并取得签收"
DEMAND_OLD = "最近一次签收已过 {days} 天：起诉前补发催告书或对账单并取得签收"
DEMAND_FRESH = "已有近期签收的文书，复印归入证据材料"
DEMAND_EXPIRED = "诉讼时效已于 {end} 届满：单纯催告不能恢复，须取得书面还款承诺，报法务判断"
DEMAND_URGENT = "诉讼时效将于 {end} 届满，来不及取得签收的直接立案（起诉即中断时效）"
NOBODY_NAMED = "未登记"
ENTRY_DOCUMENT = "{method} {entry}（{evidence}）"

BAD_DEBT_CAUSES = ("破产程序（1a）", "已胜诉难执行（1b）", "符合报损条件（1c）")
BAD_DEBT_AGED = "账龄一年以上"
BAD_DEBT_COLLECT = "未见核销：收集{what}等证据，填《坏账核销》申请报损"
BAD_DEBT_PROOFS = ("破产受理裁定、债权申报和清偿方案", "生效判决、终结本次执行裁定", "催告送达、对账和无法收回的证明")
BAD_DEBT_PART = "已核销一部分，其余继续取证"
BAD_DEBT_DONE = "已全部核销，债权仍在，照常催收"
BAD_DEBT_NO_PROOF = "已核销，但没有登记取证材料，请补"

TEAM_STRATEGIES = {
    "疏忽": "核对账目，限期付清",
    "对产品不满": "会同售后核实质量异议，先收无争议部分",
    "资金紧张": "要求书面还款方案并落实担保",
    "故意拖欠": "律师函、停供，并准备起诉",
}
TEAM_STRATEGY = "查明拖欠原因，要求书面还款方案；不成则移交起诉"
LAW_FIGURES = ("停供中", "可解除停供", "待补签收催告", "新建议专项小组")


def teams_proposed(count: int) -> str:
    """Say how many teams were proposed."""
    return f"重度逾期新建议专项小组 {count} 个，见《专项小组》。" if count else ""


# ------------------------------------------------------------------ 案件台账

CASE_STEPS = (
    "立案：赶在诉讼时效届满以前",
    "起诉：诉前保全后三十日内",
    "申请续行保全（{until} 到期，提前七日）",
    "开庭",
    "一审判决：审限六个月，届期向法院询问",
    "决定是否上诉：送达后十五日内",
    "二审判决：审限三个月，届期向法院询问",
    "核实判决是否生效，取得生效证明，登记「生效日」",
    "申请执行：二年内",
    "执行六个月无果：可向上一级法院申请执行",
)
CASE_BASIS = (
    "民法典第188条、第195条",
    "民事诉讼法（2023修正）第104条",
    "民诉法解释（2022修正）第485条；财产保全规定（2020修正）第18条",
    "法院传票；无正当理由不到庭可按撤诉处理（民事诉讼法第146条）",
    "民事诉讼法（2023修正）第152条",
    "民事诉讼法（2023修正）第171条、第85条",
    "民事诉讼法（2023修正）第183条",
    "民事诉讼法（2023修正）第158条、第171条",
    "民事诉讼法（2023修正）第250条",
    "民事诉讼法（2023修正）第237条",
)
CASE_ASSUMED = {
    2: "未登记「保全标的」，按最短的一年计",
    5: "未登记「判决送达日」，暂按判决日计（早于实际届满日）",
    6: "二审立案日未登记，暂按上诉日计",
    8: "未登记「生效日」「履行期届满日」，暂按上诉期满次日计（不晚于实际届满日）",
}
CASE_PROVISIONAL = "节假日尚未公布，暂定"
CASE_SUMMARY_TIME = "适用简易程序的审限为三个月（第164条）"
CASE_INTERRUPTED = "{day} 有中断事由，如经法院认可，届满日为 {end}（执行程序解释第20条）"
CASE_EXPIRED = "有欠款诉讼时效已届满（见《时效预警》），对方可能提出时效抗辩，由法务判断"
CASE_LAPSED = "已超过，由法务判断能否主张中断、中止"
REACHED = ("准备", "诉前保全", "已立案", "已判决", "已上诉", "已生效", "执行中", "已了结")
CASE_NOTHING = "—"
CASE_FIGURES = ("未结案件", "已过期限", "预警", "诉请金额", "立案后回款", "办案费用")
ATTRIBUTIONS = ("按合同归入", "登记的案件编号")
TEAM_SHOWN = "{leader}（组长）{members}"


def cases_told(live: int, passed: int, near: int, opened: int) -> str:
    """Sum up the cases."""
    if not live and not opened:
        return "《案件台账》还没有案件。客户列入起诉名单并批示同意后，再点一次会自动建案。"
    new = f"新建 {opened} 个案件，请补填法院、律师和日期；" if opened else ""
    if not passed and not near:
        return f"{new}未结案件 {live} 个，没有临近的期限，见《案件进程》《案件期限》。"
    return f"{new}未结案件 {live} 个，{passed} 个期限已过、{near} 个将到，见《案件进程》《案件期限》。"


# ------------------------------------------------------------------ 证据材料

EVIDENCE_FOLDER = "证据材料_{moment:%Y-%m-%d_%H%M}"
INDEX_FILE, SETTLEMENT_FILE, LETTERS_FILE, LOG_FILE, COPIES = (
    "00_证据目录.xlsx", "02_诉请计算及结算表.xlsx", "03_函件及送达.xlsx", "04_催收记录.xlsx", "05_函件文件",
)  # fmt: skip
COMPLAINT_FILE = "01_起诉状（草稿）_{name}"
COMPLAINT_TYPE = "起诉状"
NOTICE_TYPE = "暂停供货通知书"
FROM_REGISTER = "证据台账"
SOURCES = ("《合同台账》", "《应收计划》", "《函件登记》", "《催收记录》", "《回款记录》", "本程序计算", "需自行取得")
PROVES = {
    "合同": "双方合同关系、付款期限和违约责任",
    "交付凭证": "原告已履行交付义务",
    "发票": "结算金额及开票情况",
    "对账确认": "被告对欠款的确认",
    "催告送达": "原告催告付款，诉讼时效中断",
    "付款承诺": "被告承认欠款、承诺付款，诉讼时效中断",
    "付款凭证": "被告已付款的金额和日期",
    "担保": "担保责任",
    "主体资料": "双方主体资格",
    "其他": "",
}
SETTLEMENT_PROVES, EXTRACT_PROVES = "欠款本金、违约金的计算过程", "催告的经过"
ORIGINAL_UNKNOWN = "未登记"
OWN_PAPERS = "本公司营业执照、法定代表人身份证明、授权委托书"
DEBTOR_PAPERS = "被告工商登记信息（统一社会信用代码 {uscc}）"
DELIVERY_PAPERS = "送货单、验收单（{contract}）"
CONTRACT_PAPERS = "{name}（{contract}）"
INVOICE_PAPERS = "发票 {count} 张（{contract}）：{numbers}"
NO_INVOICE = "发票（{contract}）"
SECURITY_PAPERS = "{security}合同（{contract}）"
STATEMENT_PAPERS, NO_STATEMENT_PAPERS = "对账单 {letter}（回函：{reply}）", "盖章确认的对账单"
LETTER_PAPERS = "{letter_type} {letter}"
PROMISE_PAPERS = "书面承诺（{entry}，{day}）"
RECEIPT_PAPERS = "收款凭证 {count} 笔（{contract}）"
LIMITED = 6  # numbers told in one cell

MISSING = {
    "合同": "没有登记档案编号和原件存放处，请找到原件",
    "交付凭证": "台账里没有交付记录，请取得送货单、验收单",
    "发票": "{count} 期没有登记发票号：{which}",
    "对账确认": "没有客户盖章确认的对账单，请出对账单并取得回函",
    "催告送达": "没有登记签收日期，请取得快递签收回执",
    "催告": "没有发过催款函，请先出函并取得签收",
    "送达被退": "邮件被退回，不能证明送达",
    "付款承诺": "没有登记原件保管处",
    "付款凭证": "{count} 笔没有登记凭证号：{which}",
    "担保": "担保合同未登记，请找到原件",
    "主体资料": "《客户》没有统一社会信用代码，请查询工商登记",
    "本公司": "请准备加盖公章的原件或复印件",
    "档案": "请准备被告的工商登记信息查询单",
}
NOTE_COPY = "文件已复制到本文件夹"
NOTE_SHARED = "文件“{file}”中还有其他客户，不复制；请单独打印本客户的一页"
NOTE_ABSENT = "文件“{file}”不在输出文件夹里"
NOTE_NO_ORIGINAL = "原件保管处未登记"
NOTE_SIGNED = "{day} 签收（{by}）"
NOTE_DIFFERS = "客户回函不符（{difference}），不能证明其确认欠款；查明差异后重新对账"

INDEX_TITLE = "证　据　目　录"
INDEX_HEADS = ("序号", "证据名称", "来源", "页码／文件", "证明内容", "原件保管", "是否齐备")
INDEX_NOTE = (
    "本目录按台账截至 {as_of} 的登记生成；“缺失”的材料程序没有见到，不得视为已有。提交前请逐件核对原件并编页码。"
)
MISSING_TITLE = "尚缺材料"
MISSING_HEADS = ("序号", "材料", "怎样补齐")
NOTHING_MISSING = "台账要求的材料均已登记。"
CLAIM_TITLE = "诉请计算"
CLAIM_ROWS = ("逾期本金", "未付违约金（暂计）", "未付费用（由债务人承担）", "减：预收余额", "诉讼标的")
CLAIM_HEADS = ("合同编号", "逾期本金", "未付违约金", "未付费用", "减：预收", "诉讼标的", "案件受理费", "申请保全费")
CLAIM_WHOLE = "合并为一案"
CLAIM_NOTE = "受理费、保全费按《诉讼费用交纳办法》第13条、第14条测算：各行为单独立案，末行为合并为一案。"
CLAIM_IN_COURT = "已在诉讼中的合同不再列入：{contracts}。"
CLAIM_DISPUTED = "其中有争议的本金 {amount} 元，是否一并起诉由法务决定。"
CONTINUING = {
    0: "{contract}：合同没有约定违约金，自次日起的损失按法律规定主张（买卖合同解释第18条）。",
    1: "{contract}：自 {day} 起，以未付本金 {base} 元为基数，按日利率 {rate}% 计算至实际清偿之日。",
    2: "{contract}：自 {day} 起，以未付本金 {base} 元为基数，按年利率 {rate}% 计算至实际清偿之日。",
    3: "{contract}：自 {day} 起，以未付本金 {base} 元为基数，按一年期 LPR 的 {rate} 倍计算至实际清偿之日。",
    4: "{contract}：自 {day} 起，以未付本金 {base} 元为基数，按一年期 LPR 加 {rate} 个百分点计算至实际清偿之日。",
}
CONTINUING_CAP = "（合同约定每期违约金以该期金额的 {cap}% 为限）"
FACTS_TITLE = "事实经过"
FACTS_HEADS = ("日期", "事项", "金额", "依据")
FACT_SIGNED, FACT_DUE, FACT_PAID = (
    "签订合同 {contract} {name}",
    "{contract} 第 {number} 期到期应付",
    "收到 {contract} 款项",
)
FACT_LETTER, FACT_DELIVERED = "发出{letter_type} {letter}", "{letter_type} {letter} 由 {by} 签收"
FACT_PROMISE = "对方承诺 {day} 以前付款"
TABLE_TITLE = "{contract} 结算表"
TABLE_SUBTITLE = "{customer}　合同 {name}　签订日期 {signed}　截至 {as_of}（单位：元）"
TABLE_ITEMS, TABLE_RECEIPTS, TABLE_ALLOCATIONS, TABLE_SEGMENTS = (
    "一、应收",
    "二、回款",
    "三、冲抵明细",
    "四、违约金明细",
)
TABLE_SUMS = "五、结欠"
LETTERS_TITLE, LOG_TITLE = "函件及送达情况", "催收记录摘录"
EXTRACT_SUBTITLE = "{customer}　截至 {as_of}　摘自台账"
NOT_PROVEN, RETURNED_MAIL = "无签收凭证", "退回"
EVIDENCE_FIGURES = ("客户", "证据", "缺失", "文件", "起诉状草稿")


def evidence_made(customers: int, missing: int, folder: str) -> str:
    """Sum up the bundles."""
    rest = f"其中 {missing} 项缺失，已在目录里逐项写明怎样补齐" if missing else "台账要求的材料均已登记"
    return f"已为 {customers} 个客户生成证据材料（{folder}）；{rest}。"


NO_EVIDENCE = "没有可以准备证据的客户：《法务名单》中没有批示同意起诉的，也没有选中客户。请先在《法务名单》填写「批示」，或选中客户再点一次。"


def person_of(name: str) -> str:
    """Name who signed, or say that nobody is named."""
    return name or NOBODY_NAMED


def passed_days(listed: dt.date, as_of: dt.date) -> int:
    """Return how many days a proposal has waited."""
    return (as_of - listed).days
