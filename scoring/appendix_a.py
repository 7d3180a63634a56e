"""附录A 安全生产技术服务机构星级评定表, to be read beside the printed table: what costs what."""

# Laid out like the printed table; a formatter would take it apart.
# fmt: off

from __future__ import annotations

from scoring.facts import F
from scoring.rules import item, judged, measured, minus, section, under, up_to, zero
from scoring.scheme import Edition

BASICS = section(
    "基础管理",
    under(
        "有固定办公场所、有相适应的设施设备和配备专职人员",
        item(1, "办公场所与设施", 2,
            "固定办公场所少于200平方米的，扣1分；无相应设施设备的，扣1分。",
            minus(1, "固定办公场所少于200平方米", when=F.office_area.below(200)),
            minus(1, "无相应设施设备", when=F.equipment.missing)),
        item(2, "专职人员", 5,
            "专职安全生产技术服务人员少于8名的，扣3分；其中注册安全工程师（中级）、安全评价师少于3名的，"
            "其他中级以上职称少于3名的，扣2分。",
            minus(3, "专职安全生产技术服务人员少于8名", when=F.staff.below(8)),
            minus(2, "注册安全工程师（中级）、安全评价师少于3名，或其他中级以上职称少于3名",
                when=F.engineers.below(3) | F.other_titles.below(3))),
    ),
    under(
        "建立健全管理制度，包括员工从业守则、考核培训、保密管理、工作流程等制度",
        item(3, "管理制度", 2,
            "少一项扣0.5分,扣满2分为止。",
            minus(0.5, "管理制度少一项", per=F.policies_missing)),
    ),
    under(
        "工作配合度高，上报材料及时、规范",
        item(4, "上报材料", 5,
            "未将服务合同上传至嘉兴市安全生产综合监管平台的，扣2分；发现少一份的，扣0.5分，扣满2分为止。"
            "未将排查出的安全隐患上传至嘉兴市安全生产综合监管平台的，扣3分；发现少一次的，扣0.5分，"
            "扣满3分为止。",
            up_to(2,
                minus(2, "未将服务合同上传至嘉兴市安全生产综合监管平台",
                    when=F.no_contract_uploaded.found),
                minus(0.5, "服务合同上传发现少一份", per=F.contracts_not_uploaded)),
            up_to(3,
                minus(3, "未将排查出的安全隐患上传至嘉兴市安全生产综合监管平台",
                    when=F.no_hazard_uploaded.found),
                minus(0.5, "安全隐患上传发现少一次", per=F.visits_not_uploaded))),
    ),
    under(
        "建立服务回访制度，及时跟踪回访",
        item(5, "服务回访", 2,
            "未建立服务回访制度的，扣2分；发现一次无回访记录的扣0.5分，扣满2分为止。",
            minus(2, "未建立服务回访制度", when=F.callback_policy.missing),
            minus(0.5, "发现一次无回访记录", per=F.callbacks_missed)),
    ),
    under(
        "完善基础档案，确保一个服务对象一份档案；技术服务档案应建立书面档案，书面档案做到专人保管，"
        "按规定年限保存",
        item(6, "基础档案", 2,
            "发现一个服务对象基础档案不完整的，扣0.5分，扣满2分为止。",
            minus(0.5, "发现一个服务对象基础档案不完整", per=F.files_incomplete)),
    ),
    under(
        "办公场所设置固定宣传栏，设立安全文化阵地，公开单位相关信息及管理情况",
        item(7, "宣传栏", 2,
            "未设置固定宣传栏的，扣2分；宣传栏未公开本单位基本情况的，扣1分；"
            "未在宣传栏宣传相关法规政策和安全文化的，扣1分。（此项扣满2分为止）",
            minus(2, "未设置固定宣传栏", when=F.board.missing),
            minus(1, "宣传栏未公开本单位基本情况", when=F.board_introduces.missing),
            minus(1, "未在宣传栏宣传相关法规政策和安全文化", when=F.board_informs.missing)),
    ),
    under(
        "向社会及企业公开承诺遵守国家安全生产法律法规、遵守职业道德、保守商业秘密等",
        item(8, "公开承诺", 1,
            "未向社会及企业公开承诺遵守国家安全生产法律法规的，扣0.5分；未遵守职业道德的，扣0.5分；"
            "擅自泄露商业秘密的，扣1分。（此项扣满1分为止）",
            minus(0.5, "未向社会及企业公开承诺遵守国家安全生产法律法规", when=F.pledge.missing),
            minus(0.5, "未遵守职业道德", when=F.ethics_breach.found),
            minus(1, "擅自泄露商业秘密", when=F.secrets_leaked.found)),
    ),
    under(
        "定期开展安全教育培训，召开安全工作会议",
        item(9, "培训与会议", 2,
            "每季度开展安全教育培训活动少于一次的，扣1分；每季度召开安全工作会议少于一次的，扣1分。"
            "（此项扣满2分为止）",
            minus(1, "每季度开展安全教育培训活动少于一次", per=F.quarters_untrained),
            minus(1, "每季度召开安全工作会议少于一次", per=F.quarters_without_meeting)),
    ),
    under(
        "收费符合法律规定，公开相关信息",
        item(10, "收费", 1,
            "违反相关规定收费的,扣1分。",
            minus(1, "违反相关规定收费", when=F.fees_unlawful.found)),
    ),
    under(
        "制定并落实廉洁自律规定",
        item(11, "廉洁自律", 1,
            "违反廉洁自律规定的，扣1分。",
            minus(1, "违反廉洁自律规定", when=F.integrity_breach.found)),
    ),
)

WORK = section(
    "工作实绩",
    under(
        "服务数量",
        item(12, "服务数量", 2,
            "两年内，与服务对象签订服务合同少于350个的，扣2分。",
            minus(2, "两年内，与服务对象签订服务合同少于350个",
                when=F.contracts_signed.below(350))),
    ),
    under(
        "“一企一档”资料",
        item(13, "服务合同", 8,
            "未与服务对象签订服务合同的，扣8分；合同中未明确服务内容、服务期限和次数的，扣3分。",
            minus(8, "未与服务对象签订服务合同", when=F.clients_without_contract.found),
            minus(3, "合同中未明确服务内容、服务期限和次数", when=F.contracts_vague.found)),
        item(14, "服务记录与隐患清单", 5,
            "每次服务均有记录，发现的安全隐患有清单，并交服务对象签收，发现一次没有的，扣1分，"
            "扣满5分为止。",
            minus(1, "发现一次服务没有记录，或安全隐患没有清单并交服务对象签收",
                per=F.visits_unproven)),
    ),
    under(
        "现场核实服务对象安全管理情况（核查合同期内）",
        item(15, "责任制", 2,
            "未建立健全安全生产责任制，安全生产责任书针对性不强，存在通用现象的，扣2分。",
            minus(2, "未建立健全安全生产责任制，安全生产责任书针对性不强，存在通用现象",
                when=F.duty_system_deficient.found)),
        item(16, "规章制度", 2,
            "安全生产规章制度、操作规程缺少针对性，存在通用现象的，扣2分。",
            minus(2, "安全生产规章制度、操作规程缺少针对性，存在通用现象",
                when=F.procedures_generic.found)),
        item(17, "安全教育", 2,
            "安全教育不符合要求，记录不规范的，扣2分。",
            minus(2, "安全教育不符合要求，记录不规范", when=F.training_irregular.found)),
        item(18, "持证上岗", 2,
            "主要负责人、安全管理人员、特种作业人员无证上岗的，扣2分。",
            minus(2, "主要负责人、安全管理人员、特种作业人员无证上岗",
                when=F.uncertified_staff.found)),
        item(19, "应急预案与演练", 2,
            "未按规定制定应急预案并开展演练的，扣2分。",
            minus(2, "未按规定制定应急预案并开展演练", when=F.no_emergency_drill.found)),
        item(20, "隐患台帐", 7,
            "安全隐患排查治理台帐记录不规范，扣2分；较长时间，未发现安全隐患，"
            "隐患排查记录明显流于形式的，扣7分。（此项扣满7分为止）",
            minus(2, "安全隐患排查治理台帐记录不规范", when=F.ledger_irregular.found),
            minus(7, "较长时间，未发现安全隐患，隐患排查记录明显流于形式",
                when=F.ledger_for_show.found)),
        item(21, "与法规不符", 6,
            "安全生产责任书、规章制度、操作规程、安全培训计划、应急预案及演练方案等，"
            "存在与现行国家法律法规、行业标准要求不相符的，扣6分。",
            minus(6, "存在与现行国家法律法规、行业标准要求不相符", when=F.papers_unlawful.found)),
        item(22, "整改意见", 20,
            "现场安全管理混乱，安全隐患众多，发现10条及以上的安全隐患，未提出整改意见的，扣10分；"
            "存在重大生产安全事故隐患，未提出整改意见的，扣10分。",
            minus(10, "发现10条及以上的安全隐患，未提出整改意见",
                when=F.hazards_unadvised.at_least(10)),
            minus(10, "存在重大生产安全事故隐患，未提出整改意见", when=F.major_unadvised.found)),
        item(23, "死亡事故", 2,
            "服务对象中发生一次生产安全死亡事故的，扣1分，扣满2分为止。",
            minus(1, "服务对象中发生一次生产安全死亡事故", per=F.fatal_accidents)),
        item(24, "标准化评审", 5,
            "列入三级安全生产标准化评审机构，未按要求开展标准化评审工作的，酌情扣分，扣满5分为止；"
            "未列入三级安全生产标准化评审机构的，不得分。",
            judged(5, "未按要求开展标准化评审工作", F.grading_shortfall),
            zero("未列入三级安全生产标准化评审机构", when=F.grading_body.missing)),
    ),
)

SATISFACTION = section(
    "满意度测评",
    under(
        "服务质量、服务态度等综合评价",
        item(25, "满意度", 10,
            "由县、镇级应急管理部门和委托单位进行测评，取平均分。",
            measured(F.satisfaction)),
    ),
)

EDITION = Edition("jiaxing-1", "安全生产技术服务机构管理规范 附录A", BASICS + WORK + SATISFACTION)
