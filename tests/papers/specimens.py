"""One paper of each form, printed and sealed once for all tests of their look; and reading a PDF's own coordinates."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTContainer, LTPage

from casework.documents import PaperView
from casework.papers import certificate, render

MM = 25.4 / 72  # of a point
UNIT = "大连市西岗区发展和改革局"
RARE = "镕喆堃䶮㛃玥"
CODE = "YZ-7K3M-2P9W-Q4RT"
LONG = (
    "依据实施方案的规定现责令你单位自收到本通知书之日起十五日内改正改正前停止使用上述设备并在显著位置张贴停用告示" * 12
)
WORDS = (
    "经查，你单位（统一社会信用代码91210203MA6K2X8T53）在小区使用的2台电梯已超过检验有效期。<b>&amp;</b>",
    "一、存在的问题",
    "设备注册代码｜位置｜超期天数",
    "3110530302201913071｜锦绣花园3栋1单元｜47",
    "（一）违反的规定",
    LONG,
    "二、联系人",
    f"朱{RARE}。",
)


def paper(form: str, title: str, lines: tuple[str, ...] = WORDS, number: str = "西信发改通〔2026〕187号") -> PaperView:
    """An issued paper."""
    at = datetime(2026, 11, 24, 4, tzinfo=UTC)
    return PaperView(title, UNIT, "云川锦绣物业服务有限公司", lines, number, at, form, CODE)


SPECIMENS = {
    "red_head": paper("red_head", "限期整改通知书"),
    "letter": paper("letter", "协查函", WORDS[:2]),
    "form": paper("form", "送达回证", ("送达方式｜直接送达", "签收人｜朱镕喆")),
}


@cache
def sealed(form: str) -> bytes:
    """The PDF of a specimen."""
    return certificate.seal(render.paper_pdf(SPECIMENS[form]), SPECIMENS[form].number)[0]


@dataclass(frozen=True)
class Char:
    """A character as it stands on a page, in millimetres from the upper left corner."""

    text: str
    page: int
    left: float
    top: float
    right: float
    font: str

    @property
    def em(self) -> float:
        """The size in points of a Chinese character: it is as wide as it is high."""
        return (self.right - self.left) / MM


@cache
def characters(pdf: bytes) -> list[Char]:
    """Every character of a PDF, in its order."""
    found: list[Char] = []
    for number, page in enumerate(extract_pages(io.BytesIO(pdf), laparams=LAParams(all_texts=True)), 1):
        _collect(page, page, number, found)
    return found


def _collect(box: object, page: LTPage, number: int, found: list[Char]) -> None:
    if isinstance(box, LTChar):
        spot = (box.x0 * MM, (page.height - box.y1) * MM, box.x1 * MM)
        found.append(Char(box.get_text(), number, *spot, box.fontname.partition("+")[2]))
    elif isinstance(box, LTContainer):
        for one in box:
            _collect(one, page, number, found)
