"""The words of the papers about a record: what it says, until when, by which law, what one can do and from when."""

from __future__ import annotations

from datetime import date

import pytest

from casework import actions
from casework.models import CreditRecord, Document
from casework.register.changing import Draft
from tests.papers.citing import faults
from tests.register import scene
from tests.world import World

pytestmark = pytest.mark.django_db
NOTICE = """
大连海韵商贸有限公司
经核验，对你单位归集的失信记录（编号{number}）自2026年11月9日起载入本区信用记录库。现将有关事项告知如下：
一、记录的内容
事项：逾期未供货。
内容：中标后逾期未供货，处以罚款人民币6400元。
涉及金额：6400元。失信类别：一般。
二、记录的依据
依据文书：西财采罚〔2026〕7号。作出日期：2026年10月12日。认定日期：2026年10月12日。认定单位：大连市西岗区财政局。
公示和修复适用的规定：《信用修复管理办法》（国家发展改革委令第36号）。
三、公示
自2026年11月9日起公示，最长至2027年10月12日（含当日）；期满尚未纠正的，由行业主管部门依规决定是否继续公示。
期限的计算：期间自认定之日（2026年10月12日）起算。最长公示期1年，至2027年10月12日届满。至2027年10月12日仍未纠正的，由行业主管部门决定如何处理。
四、权利和救济
（一）认为记录有错误的，可以向大连市西岗区发展和改革局提出信用信息异议，自收到异议申请之日起2个工作日内告知是否受理。异议处理期间，本记录标注“异议处理中”，不以其为依据新增失信惩戒措施。
（二）对作为记录依据的处罚、裁判或者认定不服的，可以向作出机关或者有管辖权的机关提出。依法可以通过行政复议、行政诉讼等途径主张权利的，不受影响。
（三）符合条件的，可以申请信用修复，条件和办法见随本告知书一并送达的《信用修复告知书》。
联系单位：大连市西岗区发展和改革局。来访、来函请注明编号{number}。
"""
REPAIR = """
大连海韵商贸有限公司
你单位的失信记录（编号{number}；事项：逾期未供货）可以依规申请信用修复。根据《信用修复管理办法》（国家发展改革委令第36号）的规定，现将有关事项告知如下：
一、申请的条件
（一）已经纠正失信行为，完全履行相关义务。
（二）已经达到最短公示期。
（三）已经作出信用承诺。
（四）没有正在办理的异议或者其他修复申请。
二、申请的起始时间
符合条件的，自2027年1月12日起可以申请。
期限的计算：期间自认定之日（2026年10月12日）起算。最短公示期3个月，2027年1月12日达到。
三、申请的材料
纠正失信行为、履行义务的证明材料、信用承诺书，共2件，不需要提交其他材料。
四、申请的办法
可以在网上“信用修复”栏目提出，也可以到大连市西岗区发展和改革局窗口提出。办理信用修复不收取任何费用（《信用修复管理办法》（国家发展改革委令第36号））。
五、修复的结果
准予修复的，终止公示，停止共享和使用，依规解除以本记录为依据的失信惩戒措施，并出具《信用修复决定书》；不予修复的，书面说明理由。
作出虚假承诺或者提交虚假材料取得修复的，依规撤销修复，恢复记录。
六、记录的异议
认为记录有错误的，可以先提出信用信息异议，自收到异议申请之日起2个工作日内告知是否受理；异议办结以前，不受理对同一记录的信用修复申请。
联系单位：大连市西岗区发展和改革局。来访、来函请注明编号{number}。
"""


def words(record: CreditRecord, code: str) -> list[str]:
    """Addressee and lines of the newest paper of a sort about a record."""
    paper: Document = record.papers.filter(paper__code=code).latest("pk")
    assert faults(paper) == []
    return [paper.addressee, *paper.content["paragraphs"]]


def test_the_two_notices_of_a_published_record(world: World) -> None:
    """两书同达, 36号令: one year at most and three months at least from the determination, 12 October."""
    record = scene.verified(world, publish=True, amount="6400.00")
    for code, expected in (("record_notice", NOTICE), ("record_repair_notice", REPAIR)):
        assert words(record, code) == expected.format(number=record.number).strip().splitlines()


def test_the_notices_of_a_civil_servant_name_another_law(world: World) -> None:
    """记过 twelve months from the decision; never published here."""
    penalties = [{"kind": "demerit"}]
    record = scene.verified(world, **vars(scene.person(penalties=penalties)))
    notice, repair = words(record, "record_notice"), words(record, "record_repair_notice")
    assert notice[0] == repair[0] == "王**"
    assert "根据《西岗区加强政务诚信建设实施方案》四（二）的规定" in notice[1]
    assert "依照《个人信息保护法》第二十五条的规定，本记录不在本平台公示。" in notice
    assert "符合条件的，自2027年10月12日起可以申请。" in repair
    assert "（二）政务处分的期间已满。" in repair


def test_what_the_law_excludes_from_repair_says_so(world: World) -> None:
    record = scene.verified(world, publish=True, severity="serious", not_repairable="党中央、国务院有关政策文件")
    repair = words(record, "record_repair_notice")
    assert "依照党中央、国务院有关政策文件的规定，不予信用修复。" in repair[1]
    assert "本记录最长公示至2029年10月12日（含当日），期满依规停止公示。" in repair


def test_who_decided_a_measure_reads_what_was_corrected(world: World) -> None:
    """惩戒措施依据变更告知函: row by row, and that nothing falls by itself."""
    record = scene.verified(world, publish=True, amount="64000.00")
    what = {"measure": "暂停参加政府采购活动", "decided_by": "区财政局", "basis": "西财采〔2026〕2号"}
    on = date(2026, 11, 5)
    registrar = world.actor("registrar")
    actions.impose_sanction(record, by=registrar, at=world.at, decided_on=on, first_day=on, **what)
    draft = Draft(what="correct", reason="金额录入有误。", fields={"amount": "6400.00", "severity": "minor"})
    change = actions.draft_record_change(record, draft, by=world.actor("caizheng_handler"), at=world.at)
    actions.decide_record_change(change, by=world.actor("fagai_supervisor"), at=world.at, confirm=True, answer="")
    assert words(record, "record_basis_changed") == [
        "区财政局",
        f"你单位于2026年11月5日以失信记录（编号{record.number}；主体：大连海韵商贸有限公司）为依据，决定采取“暂停参加政府采购活动”措施（西财采〔2026〕2号）。该记录已于2026年11月9日更正，现将有关情况函告如下：",
        "一、更正的内容",
        "项目｜更正前｜更正后",
        "金额｜64000元｜6400元",
        "失信类别｜一般｜轻微",
        "二、有关要求",
        "记录更正不当然解除已经决定的措施。请你单位根据现在的记录，对上述措施予以重新审视，并将维持、变更或者解除的意见函告大连市西岗区发展和改革局。",
        f"联系单位：大连市西岗区发展和改革局。来访、来函请注明编号{record.number}。",
    ]
