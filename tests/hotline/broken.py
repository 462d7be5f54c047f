"""Fifty ways in which a ticket is wrong: what is changed in a good row, and the column that has to be named."""

from __future__ import annotations

from tests.hotline.generator import Row

# column, what stands in it
VALUES = [
    ("工单编号", ""),
    ("工单编号", "DL 2026 11"),
    ("工单编号", "工单2026"),
    ("工单编号", "D" * 41),
    ("派单时间", ""),
    ("派单时间", "昨天"),
    ("派单时间", "2026-02-30 09:00"),
    ("派单时间", "2026-11-10 25:00"),
    ("派单时间", "20/11/2026"),
    ("派单时间", "46345.5"),
    ("派单时间", "2031-01-01 09:00"),
    ("办结时限", "五个工作日"),
    ("办结时限", "2026-13-01"),
    ("办结时限", "2019-01-01 09:00"),
    ("办结时限", "2026-11-10 09:61"),
    ("工单类型", ""),
    ("工单类型", "投诉"),
    ("工单类型", "急"),
    ("工单类型", "complaint"),
    ("诉求人", "王" * 121),
    ("诉求人", "王\x00建国"),
    ("诉求人类型", "群众"),
    ("诉求人类型", "person"),
    ("证件号码", "123456"),
    ("证件号码", "210203199503193601"),
    ("证件号码", "210203199513193600"),
    ("证件号码", "91210203MA00000009"),
    ("联系电话", "没有电话"),
    ("联系电话", "12"),
    ("联系电话", "138001380001380013800"),
    ("联系电话", "1380013800"),
    ("身份保密", "保密"),
    ("身份保密", "yes"),
    ("诉求标题", ""),
    ("诉求标题", "反映" * 101),
    ("诉求标题", "反映\x07窗口"),
    ("诉求内容", ""),
    ("诉求内容", "来" * 10_001),
    ("诉求内容", "乱码\ufffd"),
    ("被投诉单位", ""),
    ("被投诉单位", "区财政厅"),
    ("被投诉单位", "沙河口区财政局"),
    ("被投诉单位", "各相关单位"),
    ("被投诉人", "王" * 41),
    ("所属领域", ""),
    ("所属领域", "五(一)"),
    ("所属领域", "城市管理"),
    ("街道", "火星街道"),
    ("街道", "区财政局"),
]
# the streets lead in this area, and none is named: seen only when the columns are read together
TOGETHER = ("街道", {"所属领域": "街道政务与公共服务", "被投诉单位": "区民政局", "街道": ""})


def broken(good: list[Row]) -> list[tuple[Row, str]]:
    """Fifty broken rows and the column that each is refused for, made from good ones."""
    spoiled = [(row | {head: value}, head) for row, (head, value) in zip(good, VALUES, strict=False)]
    head, changes = TOGETHER
    return [*spoiled, (good[len(VALUES)] | changes, head)]
