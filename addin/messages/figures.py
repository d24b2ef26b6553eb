"""Sentences of the computing buttons: overdue, ageing, limitation, court fees."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd


def computed(contracts: int, overdue: int, left_out: int) -> str:
    """Sum up a computation."""
    rest = f"；{left_out} 份合同因数据有误未计算，见《校验结果》" if left_out else ""
    return f"已计算 {contracts} 份合同，逾期 {overdue} 笔{rest}。"


def lines_cut(sheet: str, shown: int, lines: int) -> str:
    """Say that a list is longer than a sheet."""
    return f"《{sheet}》共 {lines} 行，超过一张表的上限，只列出前 {shown} 行；各笔应收和合同的金额仍然完整。"


OVERDUE_FIGURES = ("逾期本金", "累计违约金", "未付违约金", "未收本金", "预收余额", "应付合计")
CAPPED = "已达合同约定的违约金上限"
RECEIPT_DAY_FREE = "回款当日不计息"
PROVISIONAL = "暂定"


def provisional_count(count: int) -> str:
    """Say how many instalments rest on data that are not published yet."""
    return f"{count} 笔，见《违约金明细》的依据"


def due_days_unsure(count: int) -> tuple[tuple[str, str], ...]:
    """Return the figure of instalments whose due day rests on holidays not announced yet, if there are any."""
    return ((PROVISIONAL, f"{count} 笔应收日的节假日安排尚未公布"),) if count else ()


def due_moved(day: dt.date) -> str:
    """Say that the due date was a rest day."""
    return f"应收日为休息日，顺延至 {day}"


def grace(days: int) -> str:
    """Say that the contract grants days of grace."""
    return f"宽限 {days} 天已过，自应收日次日起算"


def holidays_provisional(until: dt.date) -> str:
    """Say that a due date rests on holidays that are not announced yet."""
    return f"暂定：节假日安排已知至 {until}，公布后请补录《节假日》"


RATE_PER_DAY, RATE_PER_YEAR = "{rate}%/日", "{rate}%/年"
BASIS_AGREED = {"DAILY": "合同约定日利率", "ANNUAL": "合同约定年利率，按 {basis} 天折算"}
BASIS_LPR_TIMES = "{quote} 公布的一年期 LPR {lpr}% × {standard}，按 {basis} 天折算"
BASIS_LPR_PLUS = "{quote} 公布的一年期 LPR {lpr}% + {standard}%，按 {basis} 天折算"
BASIS_PICK = ("分段计算", "取违约时的 LPR", "取签约时的 LPR")
ITEMS = ("本金", "违约金", "费用", "预收")
RULE_DESIGNATED = "付款人指定"
RULE_PREPAID = "没有到期未付的款项，列为预收"
RULE_FROM_PREPAID = "以前的预收自动冲抵"


def lpr_provisional(first: dt.date, last: dt.date) -> str:
    """Say that a line rests on LPR data that do not reach its days."""
    return f"暂定：LPR 数据自 {first} 至 {last}，新报价公布后请补录《LPR利率》"


def allocation_rule(orders: pd.Series) -> pd.Series:
    """Name the order rule of each line of allocation, given the contracts' 冲抵顺序."""
    return "按合同冲抵顺序“" + orders + "”，先到期的先冲"


def aged(customers: int, total: str) -> str:
    """Sum up the ageing table."""
    return f"已按账龄汇总 {customers} 个客户，未收本金合计 {total} 元。"


AGEING_CHART = "未收本金最多的十个客户：按账龄（元）"
AGEING_FIGURES = ("未收合计", "其中逾期", "预计可收回")

LIMITATION_STEPS = ("到期起算", "债务人承诺", "催收送达", "函件送达", "部分回款")
STEP_LATE = "时效已届满，不重新起算，待法务判断"
STEP_REVIVES = "时效届满后书面同意履行，重新起算（诉讼时效规定第19条）"
STEP_SUSPENDED = "时效中止，事由消除之日起满六个月届满（民法典第194条）"
STEP_SUSPENDED_STILL = "时效中止，事由尚未消除（民法典第194条）"
ONLY_PENALTY_LEFT = "本金已清，仅余违约金，按本金同一时效列示，请法务核对"
IN_COURT = "合同状态为诉讼中，时效自程序终结时重新起算（民法典第195条），请法务核对"
LIMITATION_FIGURES = ("预警", "待法务判断", "正常", "中止", "已届满")


def source(sheet: str, rows: pd.Series) -> pd.Series:
    """Name the row that each step comes from."""
    return f"《{sheet}》第 " + rows.astype("str") + " 行"


def steps_left_out(count: int) -> str:
    """Say how many interruptions the short account leaves out."""
    return f"其间另有 {count} 次中断，见《时效经过》"


def days_provisional(known: dt.date) -> str:
    """Say that an end rests on working days not announced yet."""
    return f"暂定（节假日安排已知至 {known}）"


def warned_within(days: int, *, guarantee: bool = False) -> str:
    """Name a warning by the days that it is within."""
    return f"预警（{'保证期间' if guarantee else ''}{days}天内）"


def guarantee_left(days: int, *, presumed: bool) -> str:
    """Say how long the guarantee still runs."""
    rest = "已届满" if days < 0 else f"剩余 {days} 天"
    return f"{rest}（推定六个月）" if presumed else rest


def limitation_caption(known: dt.date, steps_cut: int) -> str:
    """Say how far the working days are known, and how many steps the sheet could not hold."""
    cut = f"　《时效经过》另有 {steps_cut} 行未列" if steps_cut else ""
    return f"节假日安排已知至 {known}，此后的届满日为暂定，公布后请补录《节假日》{cut}"


def limited(listed: int, warned: int, expired: int, left_out: int) -> str:
    """Sum up the limitation sheet."""
    rest = f"；{left_out} 份合同因数据有误未计算，见《校验结果》" if left_out else ""
    return f"已列出 {listed} 笔到期未清应收的诉讼时效：{warned} 笔预警，{expired} 笔已届满或待法务判断{rest}。"


FEES_FIGURES = ("诉讼标的合计", "案件受理费合计", "申请保全费合计", "立案预交合计", "申请执行费合计")
FEES_CAPTION = "依《诉讼费用交纳办法》第13至16条测算，以法院核定为准"


def assessed(contracts: int, left_out: int) -> str:
    """Sum up the court fees."""
    if not contracts and not left_out:
        return "没有逾期的合同，没有需要测算的诉讼费用。"
    rest = f"；{left_out} 份合同因数据有误未测算，见《校验结果》" if left_out else ""
    return (
        f"已测算 {contracts} 份逾期合同的诉讼费用{rest}。按一份合同一案、全部标的申请保全；申请执行费不预交，"
        "由被执行人负担；每日加倍利息以本金和费用为基数（日万分之一点七五），自生效文书确定的履行期满起算。"
    )
