"""The official plan as an office would amend it: a row inserted and one dropped, so that names shift; words, a lead, a
deadline and an event changed."""

from __future__ import annotations

from pathlib import Path

from .installation import PLAN

INSERTED = "3\tTổng kết công tác văn thư, lưu trữ\tVăn phòng Sở\tThanh tra Sở\tQuý III hằng năm\t\n"
EDITS = (
    ("Số: /KH-SNV", "Số: 48/KH-SNV"),
    ("Bình Định, ngày tháng năm 2021", "Bình Định, ngày 28 tháng 02 năm 2022"),
    # 1.I.7 → 1.I.8 waits three months longer
    ("7\tXây dựng kế hoạch phát động", "8\tXây dựng kế hoạch phát động"),
    (
        "đẩy mạnh công tác cải cách hành chính\tVăn phòng Sở\tCác cơ quan, đơn vị thuộc, trực thuộc Sở\tQuý I",
        "đẩy mạnh công tác cải cách hành chính\tVăn phòng Sở\tCác cơ quan, đơn vị thuộc, trực thuộc Sở\tQuý II",
    ),
    # 1.II.1 is dropped
    (
        "1\tThực hiện rà soát, hệ thống hóa các văn bản quy phạm pháp luật\tVăn Phòng Sở\t"
        "Các cơ quan, đơn vị thuộc, trực thuộc Sở\tHằng năm\t\n2\tXây dựng",
        "1\tXây dựng",
    ),
    # 1.III.1 has another lead, 1.III.2 other words, 1.III.3 a limit
    ("soát TTHC\tVăn phòng Sở", "soát TTHC\tThanh tra Sở"),
    ("trên các lĩnh vực ngành Nội vụ", "thuộc các lĩnh vực ngành Nội vụ"),
    ("Sau khi Bộ Nội vụ công bố TTHC", "Trong vòng 15 ngày làm việc sau khi Bộ Nội vụ công bố TTHC"),
)


def amended(text: str) -> str:
    """The plan's text with the edits; each must be found."""
    first, row, rest = text.partition("3\tBan hành và triển khai thực hiện Kế hoạch cải cách hành chính hằng năm")
    for number in (9, 8, 6, 5, 4):
        rest = rest.replace(f"\n{number}\t", f"\n{number + 1}\t", 1)
    text = first + INSERTED + row.replace("3\t", "4\t", 1) + rest
    for old, new in EDITS:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def write_amended(folder: Path) -> Path:
    """The amended plan as a file in `folder`."""
    path = folder / "sua-doi.md"
    path.write_text(amended(PLAN.read_text("utf-8")), "utf-8")
    return path
