"""What the demo rectifications are about. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

LEADS = "integrity_sanction"  # clause 四(三): led by 区发改局


@dataclass(frozen=True)
class Story:
    """One breach, what is to be put right, and what the unit says of it."""

    respondent: str
    facts: str
    loss: str
    influence: str
    demands: str
    severity: str
    explanation: str
    measure: str
    area: str = LEADS
    designation: str = ""

    def draft(self) -> dict[str, str]:
        """The particulars of the order."""
        names = ("facts", "loss", "influence", "demands", "severity")
        return {name: getattr(self, name) for name in names}


STORIES = (
    Story(
        "区住建局",
        "2024年办公楼维修工程竣工验收合格后，合同约定的质保金48万元逾期一年未返还。",
        "企业垫付资金成本约2.6万元。",
        "企业多次反映，影响本区诚信形象。",
        "返还质保金48万元\n按约定支付逾期利息\n建立合同付款台账并报备",
        "minor",
        "因项目负责人调整，返还质保金的申请未及时办理交接。",
        "已办理支付，凭证随附。",
    ),
    Story(
        "区商务局",
        "招商会上承诺给予入驻企业首年租金补贴，企业入驻后以预算不足为由未兑现。",
        "企业未获补贴36万元。",
        "三家企业反映同类问题。",
        "兑现已承诺的租金补贴\n清理未兑现的招商承诺并公开进展",
        "minor",
        "承诺作出前未与财政部门会商，预算没有安排。",
        "补贴资金已纳入追加预算并支付。",
    ),
    Story(
        "区教育局",
        "政府采购项目验收合格后，未在合同约定的三十日内付款，逾期五个月。",
        "供应商垫付货款21万元。",
        "供应商向12345热线反映两次。",
        "支付货款并说明逾期原因\n完善采购履约验收和付款审批制度",
        "ordinary",
        "验收材料流转超时，付款审批迟延。",
        "货款已支付，制度已印发。",
    ),
    Story(
        "香炉礁街道",
        "公开承诺的老旧小区加装设施事项，公示完成时限届满后未完成，也未说明原因。",
        "",
        "居民反映集中。",
        "公开说明未按期完成的原因\n公布新的完成时限并按期完成",
        "ordinary",
        "施工单位中途退场，重新招标影响了进度。",
        "说明已在社区公示栏和政务网公开。",
    ),
    Story(
        "区卫健局",
        "重大项目决策未经风险评估即停止执行，已签订的合作协议未依法处理。",
        "合作方前期投入110万元。",
        "影响社会资本对本区的投资信心。",
        "依法处理合作协议并补偿合理损失\n补充履行决策程序\n对同类项目开展自查",
        "serious",
        "机构职能调整后，项目由谁承接没有明确。",
        "已与合作方签订补充协议。",
        designation="西政督〔2026〕3号",
    ),
)
