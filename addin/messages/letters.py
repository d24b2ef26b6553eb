"""Sentences around demand letters: proposals, issuing, print files, mail merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.messages.common import up_to

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from addin.domain.settings import Settings


WITHHELD = "数据有误，暂不发函，请先按《校验结果》更正"
VERDICTS = (
    "{count} 笔：债务人已登记死亡，不发函；请核实遗产管理人、继承人后转法务（民法典第1159、1161条）",
    "{count} 笔：催收策略为“不催收”",
    "{count} 笔：暂缓催收期内",
    "{count} 笔：投诉未办结，暂停催收",
    "{count} 笔：承诺付款日未到",
    "{count} 笔：全额有争议",
    "{count} 笔：催收阶段已用完，请转下一步处理",
    "{count} 笔：未到下一阶段时点（最早 {day}）",
    "{count} 笔：没有通讯地址和电子邮箱",
    "{count} 笔：低于最低发函金额",
    "{count} 笔：达到{stages}",
)
NEXT_STEPS = (
    "转遗产处理",
    "不催收",
    "暂缓至 {day}",
    "投诉办结后再催收",
    "等待承诺付款",
    "争议处理",
    "催收阶段已用完",
    "{day} 起：{step}",
    "补充通讯地址",
    "{step}（低于最低金额）",
    "{step}",
)

NEVER_DAY = "无"
PREPAID_COVERS = "预收余额足以抵付逾期款项，请先登记冲抵"


def stage(number: int, name: str) -> str:
    """Name a dunning stage with its number."""
    return f"第 {number} 阶段「{name}」"


def step(stage_name: str, letter_type: str) -> str:
    """Name a dunning stage and its letter."""
    return f"{stage_name}（{letter_type}）" if letter_type else stage_name


def penalty_provisional(lpr_until: dt.date | None) -> str:
    """Say that a proposed penalty rests on quotes or holidays that are not entered yet."""
    return f"；违约金暂定（LPR 登记至 {lpr_until}，依据见《违约金明细》）"


def no_template(letter_type: str) -> str:
    """Say that a letter type of the strategy has no template."""
    return f"没有函件模板“{letter_type}”，请在《催收策略》更正函件类型或补充模板"


def proposed(sends: int, keeps: int) -> str:
    """Sum up the proposals."""
    return f"拟发 {sends} 封函件，另有 {keeps} 个客户本次不发。请在《拟发函件》核对「选中」列，然后点【出函】。"


def proposal_figures(
    sends: int, overdue: int, total: str, receipt: dt.date | None
) -> tuple[tuple[str, str], ...]:
    """Return the key figures of the proposals."""
    return (
        ("逾期客户", str(overdue)),
        ("拟发函件", str(sends)),
        ("函件金额合计", total),
        ("回款录入情况", up_to(receipt)),
    )


REGISTER_IN_DOUBT = "《函件登记》有错误，无法确定下一个编号，没有出函。请先按《校验结果》更正《函件登记》。"
NO_PROPOSALS = "《拟发函件》中没有选中的客户。请先点【拟发函件】并在「选中」列选“是”。"


def proposals_ahead(proposed: dt.date, today: dt.date) -> str:
    """Refuse to date letters before the figures they carry."""
    return f"《拟发函件》的截止日期 {proposed} 晚于出函日期 {today}，没有出函。请重新点【拟发函件】，或更改出函日期。"


def letters_refused(count: int) -> str:
    """Refuse a batch whose templates cannot be filled; nothing was written."""
    return f"函件模板有 {count} 处无法填写，没有出函。请按下面的提示补充资料或更正模板。"


def ask_to_issue(count: int, receipt: dt.date | None) -> str:
    """Ask before letters go out whether the receipts are complete."""
    return f"即将出函 {count} 封。{up_to(receipt)}，此前到账的款项是否都已登记？"


def issued(count: int, kept_back: int) -> str:
    """Sum up a run of letters."""
    rest = f"；{kept_back} 个客户未出函，原因见下" if kept_back else ""
    return f"已出函 {count} 封，已登记并更新催收阶段{rest}。"


def print_files_made(count: int) -> tuple[str, str]:
    """Return the key figure of print files."""
    return ("打印文件", str(count))


def writing(done: int, total: int, seconds_left: float) -> str:
    """Say how many files are written and how long the rest will take."""
    minutes, seconds = divmod(round(seconds_left), 60)
    return f"正在写文件：{done}/{total}，约剩 {minutes} 分 {seconds:02} 秒"


def drafts_made(count: int) -> tuple[str, str]:
    """Return the key figure of mail drafts."""
    return ("邮件草稿", str(count))


def merged(count: int, kept_back: int) -> str:
    """Sum up a mail merge: the letters are registered, Word prints them."""
    rest = f"另有 {kept_back} 个客户未列入，原因见下。" if kept_back else ""
    return (
        f"已生成 {count} 封函件的邮件合并数据，已编号、登记为已出函并更新催收阶段。{rest}"
        "请在 Word 中打开模板完成合并并寄出；最后没有寄出的，请点【作废函件】。"
    )


def merge_figures(sets: int, labels: int) -> tuple[tuple[str, str], ...]:
    """Return the key figures of a mail merge."""
    return (("邮件合并数据", str(sets)), ("邮寄名单", str(labels)))


def mail_subject(letter_type: str, number: str, company: str) -> str:
    """Return the subject of a mail with a letter attached."""
    return f"{letter_type} {number}（{company}）"


def mail_text(customer: str, letter_type: str, number: str, settings: Settings) -> str:
    """Return the text of a mail with a letter attached; the letter itself says all that matters."""
    return (
        f"{customer}：\n\n随信附上我方{letter_type}（编号 {number}），请查收。\n"
        f"如有疑问，请与{settings.company_contact}联系，电话 {settings.company_phone}。\n\n{settings.company}\n"
    )


def issue_figures(count: int, total: str, first: str, last: str) -> tuple[tuple[str, str], ...]:
    """Return the key figures of a run of letters."""
    return (("函件份数", str(count)), ("金额合计", total), ("编号", f"{first} 至 {last}" if count > 1 else first))


def cancelled(count: int, refused: int, *, staged: bool = False) -> str:
    """Sum up what was cancelled, and whether a stage fell back with it."""
    if not count:
        return f"没有作废任何函件：{refused} 封不能作废，原因见下。"
    rest = f"；{refused} 封不能作废，原因见下" if refused else ""
    fell = "催收阶段已退回，" if staged else ""
    return f"已作废 {count} 封函件，{fell}编号不再使用{rest}。"


def ask_to_cancel(letters: Sequence[str]) -> str:
    """Ask before letters are cancelled; that cannot be taken back but by undo."""
    return f"即将作废 {'、'.join(letters)}，是否继续？已经寄出的，请另行通知客户。"


def unknown_plans(names: Sequence[str]) -> str:
    """Refuse IDs that are no plans."""
    return f"《还款方案》中没有这些方案：{'、'.join(names)}。没有出承诺书，请核对方案编号。"


def no_plan_letter(asked: int) -> str:
    """Say why no promise was made."""
    if asked:
        return "没有出还款承诺书，原因见下。"
    return "《还款方案》中没有待出承诺书的方案。请先登记方案；已出过的要重出，请选中该方案再点【还款承诺书】。"


def plan_letters_made(count: int, kept_back: int) -> str:
    """Sum up the promises made; they are drafts until the debtor has signed."""
    rest = f"；{kept_back} 个方案没有出，原因见下" if kept_back else ""
    return f"已生成 {count} 份还款承诺书，登记为草稿{rest}。客户签章后请更改《函件登记》的状态，并在《催收记录》登记各期承诺。"


def plan_letter_figures(count: int, total: str) -> tuple[tuple[str, str], ...]:
    """Return the key figures of promises."""
    return (("还款承诺书", str(count)), ("欠款合计", total))


def plan_remark(name: str, *, moves: bool) -> str:
    """Return the remark of a promise in 函件登记."""
    return f"还款方案 {name}" + ("；约定变更到期日，须书面同意并更改《应收计划》" if moves else "")
