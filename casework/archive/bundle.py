"""The bundle (附件包): a ZIP with every original, the case file, and a signed list of digests that sha256sum reads."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils import timezone

from casework import signatures
from casework.archive.binding import Piece, Volume
from casework.archive.material import printed, stored
from casework.archive.parts import Contents
from casework.uploads import safe_name

PURPOSE = "case file"  # what the signature under the list is good for
VOLUME, MANIFEST, SUMS, SIGNATURE, README = "案卷.pdf", "manifest.json", "manifest.sha256", "manifest.sig", "说明.txt"
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*%', "_"))  # what one or the other system does not take in a name
PACKED = (".jpg", ".jpeg", ".png", ".webp", ".docx", ".xlsx", ".pdf")  # compressing them again gains nothing
WORDS = """本附件包是案卷 {number} 的全部原件，制作时间 {at}。

案卷.pdf        装订成册的案卷：封面、卷内目录、各件、备考表，每页有页号。
文书/           签发的文书（PDF），文件名的前三位是卷内目录的顺序号。
材料/           提交的材料，与提交时登记的内容一致（图片登记时已重新编码，去除拍摄地点等信息）。
manifest.json   机器可读的清单：顺序号、题名、文号、页号、大小和 SHA-256 校验值。
manifest.sha256 校验值清单。在解压后的文件夹内执行：sha256sum -c manifest.sha256
manifest.sig    对 manifest.sha256 的 Ed25519 签名：密钥编号、冒号、Base64。签名的内容为
                一行“casework:case file”、换行、manifest.sha256 的全部字节；公钥见本系统公布的公钥。
"""


class _Bundle:
    """A ZIP being written, with the digest of everything in it."""

    def __init__(self, archive: zipfile.ZipFile, at: datetime) -> None:
        self.archive = archive
        self.sums: dict[str, str] = {}
        self.moment = timezone.localtime(at).timetuple()[:6]

    def add(self, name: str, content: bytes) -> dict[str, Any]:
        """Add one file; what the list says of it."""
        entry = zipfile.ZipInfo(name, self.moment)  # a name that is not ASCII is marked as UTF-8
        packed = PurePosixPath(name).suffix.lower() in PACKED
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        self.archive.writestr(entry, content)
        self.sums[name] = hashlib.sha256(content).hexdigest()
        return {"path": name, "size": len(content), "sha256": self.sums[name]}


def pack(contents: Contents, volume: Volume, pdf: Path, target: Path) -> None:
    """Write the bundle."""
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        bundle = _Bundle(archive, contents.at)
        bound = bundle.add(VOLUME, pdf.read_bytes())
        listed = [_piece(piece, contents, bundle) for piece in volume.pieces]
        bundle.add(README, WORDS.format(number=contents.case.number, at=_moment(contents.at)).encode())
        bundle.add(MANIFEST, _manifest(contents, volume, bound, listed))
        sums = "".join(f"{digest}  {name}\n" for name, digest in bundle.sums.items()).encode()
        bundle.add(SUMS, sums)
        bundle.add(SIGNATURE, signatures.sign(PURPOSE, sums).encode() + b"\n")


def is_genuine(sums: bytes, signature: str) -> bool:
    """Whether a list of digests is one that we signed."""
    return signatures.is_genuine(PURPOSE, sums, signature.strip())


def entry_name(folder: str, serial: int, name: str) -> str:
    """A name within the bundle: Chinese stays, no path and nothing that a file system refuses."""
    clean = safe_name(name).translate(FORBIDDEN).strip(". ") or "file"
    suffix = PurePosixPath(clean).suffix[:10]
    return f"{folder}/{serial:03d}-{clean.removesuffix(suffix)[:60].rstrip('. ')}{suffix}"


def _piece(piece: Piece, contents: Contents, bundle: _Bundle) -> dict[str, Any]:
    """One piece: its line of the list, its original in the bundle."""
    part = piece.part
    line: dict[str, Any] = {
        "serial": piece.serial,
        "section": part.section.name.lower(),
        "number": part.number,
        "author": part.author,
        "title": part.title,
        "date": part.on.isoformat(),
        "pages": [piece.first, piece.last],
        "note": piece.note,
    }
    if part.paper is not None:
        name = entry_name("文书", piece.serial, f"{part.number} {part.title}.pdf")
        issued = bundle.add(name, printed(part.paper, contents.at))
        line |= {"original": issued, "code": part.paper.code, "words": part.paper.sha256}
    if part.file is not None:
        content, why = stored(part.file)
        name = entry_name("材料", piece.serial, part.title)
        original = bundle.add(name, content) if content else None
        line |= {"original": original, "registered": part.file.sha256, "matches": not why}
    return line


def _manifest(contents: Contents, volume: Volume, bound: dict[str, Any], listed: list[dict[str, Any]]) -> bytes:
    case = contents.case
    document = {
        "format": 1,
        "case": case.number,
        "kind": case.kind,
        "title": contents.title,
        "state": case.state,
        "lead_unit": case.lead_unit.full_name,
        "opened_at": case.opened_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "made_at": contents.at.isoformat(),
        "last_event": {"seq": case.last_seq, "hash": case.last_hash},
        "volume": bound | {"pages": volume.pages},
        "pieces": listed,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
