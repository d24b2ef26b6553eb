"""The rows of 参数: each setting with its name in code, its kind, its value when empty, and its explanation."""

from __future__ import annotations

from dataclasses import dataclass

from addin.ledger.schema.intake import OPENING_DATES
from addin.ledger.schema.options import (
    ALLOCATION_ORDERS,
    ASSIGN_MODES,
    COUNT,
    DAY_BASES,
    FLAG,
    LETTER_OUTPUTS,
    LPR_PICKS,
    MONEY,
    NO,
    OPTION,
    PERCENT,
    RATE,
    YES,
)
from addin.ports import Kind


@dataclass(frozen=True)
class SettingRow:
    """A row of 参数: its name there, the field of ``domain.settings.Settings``, kind, value when empty, explanation."""

    header: str
    name: str
    kind: Kind
    default: str
    explanation: str
    options: tuple[str, ...] = ()


SETTING_ROWS: tuple[SettingRow, ...] = (
    SettingRow("公司名称", "company", Kind.TEXT, "", "本公司（债权人）全称，印在对账单和函件上"),
    SettingRow("公司地址", "company_address", Kind.TEXT, "", "本公司通讯地址"),
    SettingRow("联系电话", "company_phone", Kind.TEXT, "", "客户核对账目、提出异议时拨打的电话"),
    SettingRow("财务联系人", "company_contact", Kind.TEXT, "", "函件上的联系人"),
    SettingRow("收款户名", "account_name", Kind.TEXT, "", "收款账户户名"),
    SettingRow("收款开户行", "account_bank", Kind.TEXT, "", "收款账户开户行"),
    SettingRow("收款账号", "account_number", Kind.TEXT, "", "收款账号；请设为文本，以免长数字被截断"),
    SettingRow("付款当日计息", "accrue_on_receipt_day", FLAG, YES, "是：回款当日仍按原余额计算违约金，次日起按新余额"),
    SettingRow("节假日顺延", "roll_due", FLAG, YES, "合同未填时：应收日为休息日的，顺延到下一工作日（民法典第203条）"),
    SettingRow("宽限天数", "grace_days", COUNT, "0", "合同未填时的宽限天数；宽限期内不算逾期，过后自应收日次日起算"),
    SettingRow("冲抵顺序", "allocation_order", OPTION, "先本金", "合同未填时的回款冲抵顺序", ALLOCATION_ORDERS),
    SettingRow("计息年天数", "day_basis", OPTION, "365", "合同未填时，年利率折算为日利率的天数", DAY_BASES),
    SettingRow("LPR取值", "lpr_pick", OPTION, "分段", "合同未填时：分段、按违约时或按签约时的 LPR", LPR_PICKS),
    SettingRow("预收自动冲抵", "apply_prepaid", FLAG, YES, "是：预收余额在下一期应收到期当日自动冲抵；否：一直挂预收"),
    SettingRow("轻度逾期天数上限", "mild_days", COUNT, "30", "逾期 1 天至该天数为轻度"),
    SettingRow("中度逾期天数上限", "medium_days", COUNT, "60", "超过轻度上限至该天数为中度，再长为重度"),
    SettingRow("两年内回收率", "recovery_two_years", PERCENT, "0.8", "账龄两年以内的预计回收率"),
    SettingRow("两年以上回收率", "recovery_older", PERCENT, "0.2", "账龄两年以上的预计回收率"),
    SettingRow("法定加计倍数", "statutory_multiple", RATE, "1.3", "合同未约定违约金时按一年期 LPR 的 1.3 至 1.5 倍（买卖合同解释第18条）"),
    SettingRow("债权人为中小企业", "creditor_is_sme", FLAG, NO, "是：对大型企业、公共机构适用《保障中小企业款项支付条例》"),
    SettingRow("函件编号格式", "letter_number", Kind.TEXT, "催字〔{年}〕第{序号:4}号", "{年} 为出函年份，{序号:4} 为当年四位流水号"),
    SettingRow("对账单编号格式", "statement_number", Kind.TEXT, "对字〔{年}〕第{序号:4}号", "同上，用于对账单"),
    SettingRow("付款期限工作日", "pay_within_days", COUNT, "7", "函件要求客户付款的期限（工作日），策略另有时限的从其规定"),
    SettingRow("异议期限工作日", "object_within_days", COUNT, "5", "客户对账目提出异议的期限（工作日）"),
    SettingRow("暂停供货工作日", "suspend_after_days", COUNT, "1", "付款期限届满后第几个工作日起暂停供货，印在《暂停供货通知书》"),
    SettingRow("同时出往来询证函", "confirmations", FLAG, NO, "是：【出对账单】同时为每个客户（包括没有逾期的）生成 Word 往来询证函，供盖章回函"),
    SettingRow("邮寄标记", "postal_mark", Kind.TEXT, "EMS", "印在《邮寄标签》右上角，如 EMS、挂号；也写入邮寄名单"),
    SettingRow("函件输出", "letter_output", OPTION, "每客户一个文件", "【出函】写成每客户一个 Word 文件，还是装在一个压缩包里", LETTER_OUTPUTS),
    SettingRow("生成邮件草稿", "mail_drafts", FLAG, NO, "是：【出函】同时为有电子邮箱的客户生成附有函件的邮件草稿（.eml），由经办人核对后自行发送"),
    SettingRow("双面打印", "duplex", FLAG, NO, "是：【合并打印】的每封函件从新的一张纸开始，双面打印时不会印到另一客户函件的背面"),
    SettingRow("经办人", "handler", Kind.TEXT, "", "记录催收时预填的经办人"),
    SettingRow("时效预警天数", "limitation_warnings", Kind.TEXT, "180,90,30", "诉讼时效届满前多少天预警，用逗号分隔"),
    SettingRow("爽约升级次数", "promises_to_escalate", COUNT, "3", "同一客户爽约达到该次数时，建议按“屡次爽约”升级处理"),
    SettingRow("扣款失败费", "broken_promise_fee", MONEY, "0", "每爽约一次应计的扣款失败费（元）；0 为不计。入账请登记《催收费用》"),
    SettingRow("首呼期限天数", "first_call_days", COUNT, "2", "应收日（含宽限期）之后第几天以前打出第一个催收电话"),
    SettingRow("阶段完成工作日", "stage_days", COUNT, "3", "到达催收阶段后多少个工作日内应发出函件"),
    SettingRow("回函期限工作日", "statement_reply_days", COUNT, "10", "对账单发出后多少个工作日没有书面回复即列入今日待办"),
    SettingRow("号码核实周期天数", "contact_check_days", COUNT, "180", "联系电话超过该天数没有核实即提示核实"),
    SettingRow("致谢回访天数", "thank_days", COUNT, "7", "催过的客户付清到期欠款后，几天以内列入今日待办：致谢并提示下次还款日"),
    SettingRow("客户上班时间", "opening_time", Kind.TEXT, "09:00", "最佳致电时段的终点；写作 09:00，单元格请设为文本"),
    SettingRow("提前致电分钟", "call_ahead_minutes", COUNT, "15", "最佳致电时段在客户上班前多少分钟开始"),
    SettingRow("分派方式", "assign_mode", OPTION, "谁销售谁回款", "【分派】的默认方式；后两种在《催收人员》之间分派", ASSIGN_MODES),
    SettingRow("暂停售后逾期天数", "suspend_days", COUNT, "61", "最长逾期达到该天数的客户列入暂停售后名单；0 为不用这一条"),
    SettingRow("诉前催告有效天数", "demand_fresh_days", COUNT, "90", "【移交法务】起诉前最近一次签收的催告或对账单超过该天数的，提示补发"),
    SettingRow("案件预警天数", "case_warn_days", COUNT, "30", "【案件台账】期限还剩该天数以内即预警"),
    SettingRow("费用回款比上限", "case_cost_limit", PERCENT, "0.3", "【案件台账】办案费用超过立案后回款的该比率即提示；0 为不提示"),
    SettingRow("起诉逾期天数", "sue_days", COUNT, "180", "最长逾期达到该天数的客户列入起诉名单；0 为不用这一条"),
    SettingRow("上门逾期天数", "visit_days", COUNT, "61", "最长逾期达到该天数的客户提名上门；0 为不用这一条"),
    SettingRow("上门欠款金额", "visit_amount", MONEY, "100000", "逾期本金达到该金额且逾期超过轻度的客户提名上门；0 为不用这一条"),
    SettingRow("上门爽约次数", "visit_broken", COUNT, "2", "爽约达到该次数的客户提名上门；0 为不用这一条"),
    SettingRow("上门未接次数", "visit_unanswered", COUNT, "3", "最近连续几次电话都“未接通”的客户提名上门；0 为不用这一条"),
    SettingRow("上门最低金额", "visit_minimum", MONEY, "1000", "逾期本金低于该金额的客户不提名上门，以免得不偿失"),
    SettingRow("上门间隔天数", "visit_interval", COUNT, "30", "列入方案或到访后多少天内不再提名同一客户"),
    SettingRow("每月上门上限", "visits_a_month", COUNT, "0", "每月最多提名几户上门，先高优先级；0 为不限"),
    SettingRow("信函起评分", "letter_score", COUNT, "4", "催收方案四项评分合计达到该分用信函，以下用电话"),
    SettingRow("上门起评分", "visit_score", COUNT, "7", "催收方案四项评分合计达到该分用上门"),
    SettingRow("法律起评分", "legal_score", COUNT, "10", "催收方案四项评分合计达到该分用法律手段"),
    SettingRow("星级完成率", "star_rates", Kind.TEXT, "20,40,60,80", "完成率达到几个百分点升一星，用逗号分隔；不足第一个为一星"),
    SettingRow("禁用词语", "forbidden_words", Kind.TEXT, "老赖，骗子，无赖，不要脸，弄死，打断腿，堵门，让你坐牢，找你家人",
               "函件中出现即不出函，催收记录中出现即提示；用逗号分隔"),
    SettingRow("1a类奖励率", "reward_1a", PERCENT, "0.05", "清收奖惩：破产程序中的欠款，按实收金额奖励"),
    SettingRow("1b类奖励率", "reward_1b", PERCENT, "0.03", "清收奖惩：已诉讼但难以执行的欠款，按实收金额奖励"),
    SettingRow("1c类罚款率", "penalty_1c", PERCENT, "0.005", "清收奖惩：账龄一年以上、符合报损条件而未及时取证核销的金额"),
    SettingRow("2类现金奖励率", "reward_2", PERCENT, "0.03", "清收奖惩：纠纷、主体变更、下落不明的欠款，按回款奖励"),
    SettingRow("2类抵账奖励率", "reward_2_offset", PERCENT, "0.015", "清收奖惩：同上，以抵抹账、债务重组方式收回的"),
    SettingRow("2类罚款率", "penalty_2", PERCENT, "0.01", "清收奖惩：同上，未完成的金额"),
    SettingRow("3类奖励率", "reward_3", PERCENT, "0.01", "清收奖惩：有能力而拒不偿还、有望收回的欠款，按回收金额奖励"),
    SettingRow("3类罚款率", "penalty_3", PERCENT, "0.01", "清收奖惩：同上，未收回的金额"),
    SettingRow("4类罚款率", "penalty_4", PERCENT, "0.01", "清收奖惩：正常结算的欠款，少回收的金额；并停事业部报销至收回"),
    SettingRow("5b类罚款率", "penalty_5b", PERCENT, "0.01", "清收奖惩：押金、质保金、保证金期满未收回的金额"),
    SettingRow("清收起始月日", "incentive_start", Kind.TEXT, "01-01", "清收奖惩每年从这一天起算；此前已收的不算"),
    SettingRow("清收考核月日", "incentive_checkpoints", Kind.TEXT, "09-30,12-31", "考核时点，用逗号分隔；最后一个是期末，按最终完成清算，此前只奖不罚"),
    SettingRow("期末扣回多发奖励", "claw_back", FLAG, YES, "是：期末应发少于期中已发的，扣回差额；否：不扣回"),
    SettingRow("计划增长系数", "plan_growth", RATE, "1.4", "《计划》没有填计划数的，按上年实际乘以该系数"),
    SettingRow("回收率目标", "target_recovery", PERCENT, "0.8", "月度考核：收回金额 ÷ 逾期总额，不低于该值为达标"),
    SettingRow("坏账率目标", "target_bad_debt", PERCENT, "0.02", "月度考核：核销坏账 ÷ 逾期总额，不高于该值为达标"),
    SettingRow("及时率目标", "target_timeliness", PERCENT, "0.9", "月度考核：按时催收笔数 ÷ 应催笔数，不低于该值为达标"),
    SettingRow("满意度目标", "target_satisfaction", PERCENT, "0.9", "月度考核：客户满意度平均分 ÷ 100，不低于该值为达标"),
    SettingRow("首次催收工作日", "first_contact_days", COUNT, "3", "逾期后几个工作日之内须首次催收，用于及时率"),
    SettingRow("优秀达标项数", "met_for_excellent", COUNT, "4", "四项指标中达标几项为优秀"),
    SettingRow("良好达标项数", "met_for_good", COUNT, "3", "四项指标中达标几项为良好"),
    SettingRow("合格达标项数", "met_for_pass", COUNT, "1", "四项指标中达标几项为合格，再少为不合格"),
    SettingRow("周报截止星期", "report_weekday", COUNT, "5", "周报截止到星期几（1 至 7），通常是星期五"),
    SettingRow("集团报告显示客户名称", "group_names", FLAG, NO, "是：本台账的客户名称和信用代码可进入集团报告；否：只以代号合并计算。联系人和电话从不进入"),
    SettingRow("导入来源", "import_source", Kind.TEXT, "", "点【导入台账】时读取的文件；留空则点按钮时选择文件；与台账同一文件夹的只写文件名，也可写完整路径"),
    SettingRow("期初回款日", "opening_date", OPTION, OPENING_DATES[0], "来源的累计已收记在哪一天：应收日期（已付部分不计违约金）或导入的截止日期", OPENING_DATES),
    SettingRow("核对来源", "reconcile_source", Kind.TEXT, "", "点【数据核对】时读取的财务应收清单；留空则点按钮时选择文件；写法同“导入来源”"),
    SettingRow("金额差异容差", "amount_tolerance", MONEY, "0", "数据核对：金额相差不超过该数（元）的视为一致"),
    SettingRow("日期差异容差天数", "date_tolerance", COUNT, "0", "数据核对：到期日相差不超过该天数的视为一致"),
    SettingRow("差异未清不出函", "withhold_on_differences", FLAG, YES, "是：《对账差异》中没有结论（或结论为待核）的客户不发函件"),
    SettingRow("对外报表隐藏个人信息", "mask_personal", FLAG, YES, "是：周报、月度清单、移交法务、证据材料中的电话和身份证号只显示首尾几位；向法院提交需要完整号码时改为否"),
)
