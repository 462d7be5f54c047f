"""Invented tickets as the hotline's platform would send them: believable texts, names and numbers, the same by seed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook
from stdnum.cn import ric, uscc

from casework.hotline.columns import TICKET

Row = dict[str, str]
HEADS = [column.head for column in TICKET]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玲红宇鑫浩婷雪峰"
FIRMS = ("渤海", "滨城", "香洲", "星海", "北岗", "长春路", "石道街", "东关", "胜利", "海达")
TRADES = (
    "建筑工程",
    "物业服务",
    "信息科技",
    "餐饮管理",
    "装饰设计",
    "贸易",
    "文化传媒",
    "园林绿化",
    "机电设备",
    "劳务服务",
)
STREETS = ("香炉礁街道", "日新街道", "八一路街道", "人民广场街道", "白云街道")
# area, respondent, what the ticket is about; {sum} and {month} are filled in
MATTERS = (
    ("政府采购", "区财政局", "政府采购合同验收后逾期未支付货款", "{month}月完成供货并通过验收，合同约定30日内付款，至今尚欠{sum}万元，多次联系均答复“等资金”。"),
    ("拖欠企业账款", "区住建局", "老旧小区改造工程款拖欠", "我公司承建的老旧小区改造项目{month}月竣工结算，仍有{sum}万元工程款未支付，影响农民工工资发放。"),
    ("招商引资承诺与合同", "区商务局", "招商引资奖励政策承诺未兑现", "企业落户时签订协议约定给予扶持资金{sum}万元，条件已于{month}月全部达到，申请后一直未予兑现。"),
    ("工程招标投标", "区住建局", "招标文件设置不合理门槛", "{month}月发布的招标公告要求本地业绩，涉及预算{sum}万元，疑似量身定做，请予核实。"),
    ("街道政务与公共服务", "", "街道承诺的便民设施迟迟未建", "{month}月社区公示将投入{sum}万元改造活动场所，至今没有动工，询问时前后答复不一致。"),
    ("决策执行与政务服务", "区营商局", "办事窗口承诺时限未兑现", "窗口公开承诺5个工作日办结，{month}月提交材料后被反复要求补件，因此损失约{sum}万元订单。"),
    ("政务公开", "区政府办", "政策文件未按规定公开", "{month}月出台的补贴政策在网站上查不到原文，涉及企业补贴{sum}万元，要求依法公开。"),
    ("统计数据", "区统计局", "要求企业代填统计报表", "{month}月有工作人员打电话要求按指定数字上报营业收入{sum}万元，与实际不符。"),
    ("政府债务", "区财政局", "政府项目欠款长期挂账", "{month}月对账确认欠付我方{sum}万元，列入化债台账后未见还款安排。"),
    ("政府和社会资本合作", "区发改局", "合作项目补贴未按协议拨付", "合作协议约定每年{month}月拨付运营补贴{sum}万元，已连续两期未到账。"),
    ("政务诚信监督（其他政务失信）", "区人社局", "新官不理旧账", "前任负责人{month}月书面承诺返还的{sum}万元保证金，现任以不知情为由拒绝办理。"),
)  # fmt: skip
SORTS = ("投诉举报", "投诉举报", "投诉举报", "一般", "一般", "疑难", "咨询", "紧急")
PREFIXES = ("138", "139", "150", "158", "177", "186", "188")
HOURS = {"咨询": 48, "一般": 120, "投诉举报": 120, "疑难": 360, "紧急": 24}


def rows(count: int, until: datetime, seed: int = 12345) -> list[Row]:
    """So many tickets of the weeks before a moment, the oldest first."""
    random = Random(seed)
    moments = sorted(until - timedelta(minutes=random.randrange(60, 30 * 24 * 60)) for _ in range(count))
    return [_row(number, moment, random) for number, moment in enumerate(moments, start=1)]


def _row(number: int, moment: datetime, random: Random) -> Row:
    area, respondent, title, story = random.choice(MATTERS)
    sort, street = random.choice(SORTS), random.choice(STREETS)
    firm = random.random() < 0.4
    name = f"大连{random.choice(FIRMS)}{random.choice(TRADES)}有限公司" if firm else person(random)
    due = moment + timedelta(hours=HOURS[sort])
    text = story.format(month=random.randint(1, 10), sum=random.randint(2, 480))
    row = {
        "工单编号": f"DL{moment:%Y%m%d}{number:06d}",
        "派单时间": f"{moment:%Y-%m-%d %H:%M:%S}",
        "办结时限": f"{due:%Y-%m-%d %H:%M:%S}" if random.random() < 0.9 else "",
        "工单类型": sort,
        "诉求人": name,
        "诉求人类型": "企业" if firm else "个人",
        "证件号码": (credit_code(random) if firm else citizen_id(random)) if random.random() < 0.5 else "",
        "联系电话": random.choice(PREFIXES) + f"{random.randrange(10**8):08d}",
        "身份保密": "是" if sort == "投诉举报" and random.random() < 0.2 else "否",
        "诉求标题": f"反映{respondent or street}{title}",
        "诉求内容": f"来电人反映：{text}希望有关部门尽快核实处理并回复。联系时间：工作日{random.randint(9, 17)}时。",
        "被投诉单位": respondent or street,
        "被投诉人": person(random) if random.random() < 0.03 else "",
        "所属领域": area,
        "街道": street if not respondent or random.random() < 0.5 else "",
    }
    return {head: row[head] for head in HEADS}


def person(random: Random) -> str:
    """A name that nobody in particular has."""
    return random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.randint(1, 2)))


def citizen_id(random: Random) -> str:
    """A number with a right check digit."""
    body = f"210203{random.randrange(1955, 2004)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    body += f"{random.randrange(1000):03d}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(random: Random) -> str:
    """A code with a right check sign."""
    body = "91210203MA" + "".join(random.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=7))
    return body + uscc.calc_check_digit(body + "0")


def as_csv(path: Path, found: Iterable[Row], encoding: str = "utf-8-sig", heads: list[str] = HEADS) -> Path:
    """A CSV in the encoding that the platform was set to."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, heads, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(found)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def as_xlsx(path: Path, sheets: dict[str, list[Row]]) -> Path:
    """A workbook with a title above the heads of each sheet, moments as Excel has them and telephones as numbers."""
    book = Workbook(write_only=True)
    for title, found in sheets.items():
        sheet = book.create_sheet(title)
        sheet.append([f"12345热线工单导出（{title}）"])
        sheet.append([])
        sheet.append(HEADS)
        for row in found:
            sheet.append([_cell(head, row[head]) for head in HEADS])
    book.create_sheet("空白")
    book.save(path)
    return path


def _cell(head: str, text: str) -> object:
    if head in ("派单时间", "办结时限") and text:
        return datetime.fromisoformat(text)
    return int(text) if head == "联系电话" and text.isdigit() else text or None
