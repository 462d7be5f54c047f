"""What people complain about in the demo district, and how each story is filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.db.models import Q

from casework import actions
from casework.filing import Filing, OutsideTicket, PartyInput
from casework.models import Case, CreditRecord, SubjectType
from casework.permissions import Actor
from workflows.base.stage import Stage
from workflows.complaint.play import unit

IMPORTER = Actor.machine("import_12345")
PEOPLE = ("王晨", "李慧敏", "赵新宇", "孙玉兰", "周志强", "吴桂芳")
PHONES = ("13842600718", "13942678102", "15542633109", "18640911276")


@dataclass(frozen=True)
class Story:
    """What somebody complains about."""

    area: str
    about: str
    matter: str
    content: str
    wish: str
    asked: str
    channels: tuple[str, ...] = ("web", "web", "window", "phone", "letter", "petition")
    street: str = ""
    amount: str = ""


STORIES = (
    Story(
        "procurement",
        "区教育局",
        "payment",
        "我公司中标供应课桌椅，验收合格已满十个月，合同约定三十日内付清，尾款至今未付，多次联系均答复“等预算”。",
        "请督促按合同付清尾款。",
        "区审计局",
        amount="260000.00",
    ),
    Story(
        "investment_promotion",
        "香炉礁街道",
        "commitment",
        "招商时签订协议，承诺前两年给予租金补贴。入驻满一年后申请，被告知负责人已调整、原承诺不再执行。",
        "请按协议兑现租金补贴。",
        "区财政局",
        ("web", "credit_site", "letter"),
        amount="180000.00",
    ),
    Story(
        "arrears",
        "区住建局",
        "payment",
        "2024年承接老旧小区外墙维修工程，竣工结算后仍有工程款未付，农民工工资由我公司垫付。",
        "请尽快支付工程款。",
        "区营商局",
        ("sme_arrears", "web"),
        amount="480000.00",
    ),
    Story(
        "bidding",
        "区营商局",
        "decision",
        "招标公告写明中标后三十日内签订合同，中标公示已过三个月仍不签订，也不说明理由。",
        "请依法签订合同或者书面说明理由。",
        "区司法局",
    ),
    Story(
        "decision_execution",
        "区人社局",
        "commitment",
        "公开发布的稳岗补贴政策写明当年兑现，我公司材料齐全、公示无异议，至今没有发放。",
        "请按公布的政策发放补贴。",
        "区财政局",
        ("web", "hotline", "hotline"),
    ),
    Story(
        "street_services",
        "区民政局",
        "service",
        "社区养老服务站公告承诺年初开放，设备早已到位，一直大门紧锁，来电无人接听。",
        "请说明原因并确定开放时间。",
        "区卫健局",
        ("phone", "hotline", "web"),
        street="日新街道",
    ),
    Story(
        "open_government",
        "区卫健局",
        "service",
        "网站承诺信件五日内答复，我的来信显示“已办结”，但没有收到任何答复。",
        "请答复来信内容。",
        "区营商局",
        ("hotline", "web"),
    ),
    Story(
        "integrity_supervision",
        "区科工局",
        "contract",
        "委托我单位开展企业调查，报告已经验收使用，合同款以“经办人离职”为由拖延。",
        "请按合同付款。",
        "区审计局",
        ("web", "credit_site", "window"),
        amount="56000.00",
    ),
)


def file(stage: Stage, random: Random, story: Story, report: bool) -> Case:
    """File the story online, at the window or as a ticket of the hotline; a report is sealed or anonymous."""
    channel = random.choice(story.channels)
    number = f"DL{stage.at:%Y%m%d%H%M}{random.randrange(1000):03d}"
    ticket = None
    if channel == "hotline":
        due_at = stage.at + timedelta(days=random.choice((5, 7, 10)))
        sort = random.choice(("general", "complaint", "hard"))
        ticket = OutsideTicket(number, sort, stage.at, due_at if random.random() < 0.7 else None, {})
    filing = Filing(
        content=story.content,
        filer=_filer(random, story, report),
        area=story.area,
        street=unit(story.street) if story.street else None,
        respondent=unit(story.about),
        channel=channel,
        external_id=number if channel in ("hotline", "petition", "sme_arrears") else "",
        ticket=ticket,
        details={"matter": story.matter, "wish": story.wish, "amount": story.amount, "consent": not report},
    )
    return actions.open_case("complaint", filing, by=IMPORTER if ticket else Actor(), at=stage.at).case


def _filer(random: Random, story: Story, report: bool) -> PartyInput:
    phone = random.choice(PHONES)
    if report and random.random() < 0.3:
        return PartyInput(SubjectType.PERSON)
    if story.matter in ("service", "decision") or report:
        return PartyInput(SubjectType.PERSON, random.choice(PEOPLE), phone=phone, sealed=report)
    firms = CreditRecord.objects.public().filter(~Q(subject_type=SubjectType.UNIT)).order_by("number")
    firm = random.choice(list(firms))
    return PartyInput(SubjectType.ENTERPRISE, firm.subject_name, firm.subject_code, phone)
