"""Every fact of the standard, declared once: its words, its kind and where it is seen."""

# Laid out like the printed table; a formatter would take it apart.
# fmt: off

from __future__ import annotations

from decimal import Decimal

from scoring.fact import AnyFact, Fact, Kind, Source
from scoring.kinds import CasesFact, FlagFact, NumberFact, SatisfactionFact

__all__ = ["FACTS", "AnyFact", "F", "Fact", "Kind", "Source"]

RECORDS, PROFILE, SITE = Source.RECORDS, Source.PROFILE, Source.SITE


class F:
    """The facts by name, in the order of Appendix A."""

    office_area = NumberFact(
        "固定办公场所面积", "固定办公场所有多少平方米？", PROFILE, "平方米", step=None
    )
    equipment = FlagFact("相应设施设备", "是否有与开展工作相适应的设施设备？", PROFILE)
    staff = NumberFact(
        "专职安全生产技术服务人员", "专职安全生产技术服务人员有几名？", RECORDS, "名"
    )
    engineers = NumberFact(
        "注册安全工程师（中级）、安全评价师",
        "专职人员中，注册安全工程师（中级）、安全评价师有几名？", RECORDS, "名",
    )
    other_titles = NumberFact(
        "其他中级以上职称人员", "专职人员中，其他中级以上职称的有几名？", RECORDS, "名"
    )
    policies_missing = CasesFact("缺少的管理制度", "缺少哪几项管理制度？", PROFILE, "项")
    no_contract_uploaded = FlagFact(
        "服务合同全部未上传", "是否服务合同一份都未上传至嘉兴市安全生产综合监管平台？", RECORDS,
        good=False,
    )
    contracts_not_uploaded = CasesFact(
        "未上传的服务合同", "哪几份服务合同未上传至嘉兴市安全生产综合监管平台？", RECORDS, "份"
    )
    no_hazard_uploaded = FlagFact(
        "安全隐患全部未上传",
        "是否排查出的安全隐患一条都未上传至嘉兴市安全生产综合监管平台？", RECORDS, good=False,
    )
    visits_not_uploaded = CasesFact(
        "隐患未上传的服务", "哪几次排查出的安全隐患未上传至嘉兴市安全生产综合监管平台？",
        RECORDS, "次",
    )
    callback_policy = FlagFact("服务回访制度", "是否建立服务回访制度？", PROFILE)
    callbacks_missed = CasesFact("无回访记录的服务", "哪几次服务无回访记录？", RECORDS, "次")
    files_incomplete = CasesFact(
        "基础档案不完整的服务对象", "哪几个服务对象的基础档案不完整？", RECORDS, "个"
    )
    board = FlagFact("固定宣传栏", "是否设置固定宣传栏？", SITE)
    board_introduces = FlagFact("宣传栏公开基本情况", "宣传栏是否公开本单位基本情况？", SITE)
    board_informs = FlagFact(
        "宣传栏宣传法规政策和安全文化", "宣传栏是否宣传相关法规政策和安全文化？", SITE
    )
    pledge = FlagFact(
        "公开承诺", "是否向社会及企业公开承诺遵守国家安全生产法律法规？", SITE
    )
    ethics_breach = FlagFact(
        "未遵守职业道德", "是否存在未遵守职业道德的情况？", SITE, good=False
    )
    secrets_leaked = FlagFact(
        "擅自泄露商业秘密", "是否存在擅自泄露商业秘密的情况？", SITE, good=False
    )
    quarters_untrained = CasesFact(
        "未开展安全教育培训的季度", "哪几个季度未开展安全教育培训活动？", RECORDS, "个季度"
    )
    quarters_without_meeting = CasesFact(
        "未召开安全工作会议的季度", "哪几个季度未召开安全工作会议？", RECORDS, "个季度"
    )
    fees_unlawful = FlagFact("违规收费", "是否存在违反相关规定收费的情况？", SITE, good=False)
    integrity_breach = FlagFact(
        "违反廉洁自律规定", "是否存在违反廉洁自律规定的情况？", SITE, good=False
    )
    contracts_signed = NumberFact(
        "签订的服务合同", "两年内与服务对象签订服务合同多少个？", RECORDS, "个"
    )
    clients_without_contract = CasesFact(
        "未签订服务合同的服务对象", "与哪几个服务对象未签订服务合同？", RECORDS, "个"
    )
    contracts_vague = CasesFact(
        "内容不明确的服务合同", "哪几份合同中未明确服务内容、服务期限和次数？", RECORDS, "份"
    )
    visits_unproven = CasesFact(
        "无记录或隐患清单未签收的服务",
        "哪几次服务没有记录，或发现的安全隐患没有清单并交服务对象签收？",
        RECORDS, "次",
    )
    duty_system_deficient = FlagFact(
        "安全生产责任制不健全或通用",
        "是否存在未建立健全安全生产责任制，或安全生产责任书针对性不强、通用的情况？",
        SITE, good=False,
    )
    procedures_generic = FlagFact(
        "规章制度、操作规程通用",
        "安全生产规章制度、操作规程是否存在缺少针对性、通用的情况？", SITE, good=False,
    )
    training_irregular = FlagFact(
        "安全教育不符合要求", "是否存在安全教育不符合要求，或记录不规范的情况？", SITE, good=False
    )
    uncertified_staff = FlagFact(
        "无证上岗", "主要负责人、安全管理人员、特种作业人员是否存在无证上岗的情况？",
        SITE, good=False,
    )
    no_emergency_drill = FlagFact(
        "未按规定制定应急预案并开展演练", "是否存在未按规定制定应急预案，或未开展演练的情况？",
        SITE, good=False,
    )
    ledger_irregular = FlagFact(
        "隐患台帐记录不规范", "安全隐患排查治理台帐是否存在记录不规范的情况？", SITE, good=False
    )
    ledger_for_show = FlagFact(
        "隐患排查记录流于形式",
        "是否存在较长时间未发现安全隐患，隐患排查记录明显流于形式的情况？", SITE, good=False,
    )
    papers_unlawful = FlagFact(
        "与法规、标准不相符",
        "安全生产责任书、规章制度、操作规程、安全培训计划、应急预案及演练方案等，"
        "是否存在与现行国家法律法规、行业标准要求不相符的情况？", SITE, good=False,
    )
    hazards_unadvised = CasesFact(
        "未提出整改意见的安全隐患",
        "在一家服务对象现场发现的安全隐患中，哪几条未提出整改意见？（取最多的一家）", SITE, "条",
    )
    major_unadvised = CasesFact(
        "未提出整改意见的重大生产安全事故隐患",
        "存在的重大生产安全事故隐患中，哪几条未提出整改意见？", SITE, "条",
    )
    fatal_accidents = CasesFact(
        "生产安全死亡事故", "服务对象中发生了哪几次生产安全死亡事故？", RECORDS, "次"
    )
    grading_shortfall = NumberFact(
        "标准化评审酌情扣分", "未按要求开展标准化评审工作的，酌情扣几分？（0到5分，每档0.5分）",
        SITE, "分", step=Decimal("0.5"), most=5,
    )
    grading_body = FlagFact(
        "列入三级安全生产标准化评审机构", "是否列入三级安全生产标准化评审机构？", PROFILE
    )
    satisfaction = SatisfactionFact(
        "满意度测评", "对服务质量、服务态度等综合评价，打几分？（0到10分）", RECORDS, "分"
    )


FACTS: tuple[AnyFact, ...] = tuple(fact for fact in vars(F).values() if isinstance(fact, Fact))
