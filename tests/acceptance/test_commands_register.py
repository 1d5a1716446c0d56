"""`nhacviec unit show, import, export`: the register as a file for an office program, and back."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.engine import reading, writing
from db.history import story
from db.register import load_register, suspend
from nhacviec import config
from nhacviec.app import open_office
from plans.units.files import load
from plans.units.register import ContactRole, Unit
from scheduler.changes.unit_edits import drop_contact, enter_contact
from scheduler.office import Office

from .installation import Installation

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation.made_in(tmp_path_factory.mktemp("filled"))
    made.run("unit", "list")  # the database is made and filled
    return made


@pytest.fixture
def here(filled: Installation, tmp_path: Path) -> Installation:
    """The example register in the database, in a folder of the test's own."""
    shutil.copytree(filled.folder, tmp_path, dirs_exist_ok=True)
    return Installation(tmp_path)


def office_in(here: Installation) -> Office:
    settings = config.Config(data=config.Data(database=f"sqlite:///{here.folder}/var/nhacviec.db"))
    return open_office(settings, NOW)


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8-sig")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".toml"])
def test_what_is_exported_is_imported_without_a_change(here: Installation, suffix: str) -> None:
    exported = here.run("unit", "export", f"danh-ba{suffix}")
    assert (exported.status, exported.out) == (0, f"Đã ghi 9 đơn vị, 3 nhóm, 24 địa chỉ ra danh-ba{suffix}.\n")
    back = here.run("unit", "import", f"danh-ba{suffix}", "--json")
    assert (back.status, back.json) == (0, {"written": False, "changes": [], "left": []})
    plan = ["plan", "read", "ke-hoach.md", "--json"]
    assert here.run(*plan, "--units", f"danh-ba{suffix}").out == here.run(*plan).out


def test_absences_go_out_and_come_back_with_the_register(here: Installation) -> None:
    who = ("thanh-tra", "--role", "lead")
    away = ("--absent", "thanh-tra@snv.example.test", "--from", "5/1/2150", "--to", "9/1/2150")
    here.run("unit", "contact", *who, *away, "--substitute", "van-phong@snv.example.test")
    here.run("unit", "export", "danh-ba.xlsx")
    here.run("unit", "contact", *who, "--present", "thanh-tra@snv.example.test")
    back = here.run("unit", "import", "danh-ba.xlsx", "--yes")
    assert (back.status, back.err) == (0, "")
    line = "thêm đợt vắng mặt của thanh-tra@snv.example.test (đầu mối), từ 05/01/2150 đến hết 09/01/2150, thay: van-p"
    assert line in back.out
    units = {one["code"]: one for one in here.run("unit", "list", "--json").json}
    (lead,) = [one for one in units["thanh-tra"]["contacts"] if one["role"] == "lead"]
    assert lead["absent"] == {"from": "2150-01-05", "to": "2150-01-09", "substitute": "van-phong@snv.example.test"}


def test_a_register_in_excel_fills_an_empty_database(here: Installation, tmp_path: Path) -> None:
    here.run("unit", "export", "danh-ba.xlsx")
    before = here.run("unit", "list", "--json").json
    (here.folder / "var" / "nhacviec.db").unlink()
    (here.folder / "config.toml").write_text('[data]\nunits = "danh-ba.xlsx"\n', "utf-8")
    assert here.run("unit", "list", "--json").json == before


def test_an_export_does_not_write_over_a_file_unasked(here: Installation) -> None:
    (here.folder / "danh-ba.csv").write_text("của tôi", "utf-8")
    refused = here.run("unit", "export", "danh-ba.csv")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == "Đã có tệp danh-ba.csv; hãy chọn tên khác, hoặc thêm --force để ghi đè.\n"
    assert (here.folder / "danh-ba.csv").read_text("utf-8") == "của tôi"
    assert here.run("unit", "export", "danh-ba.csv", "--force").status == 0
    assert here.run("unit", "export", "danh-ba.doc").status == 3
    assert here.run("unit", "export", "khong-co/danh-ba.csv").status == 2


def test_a_workbook_edited_in_excel_is_taken_over(here: Installation) -> None:
    here.run("unit", "export", "danh-ba.xlsx")
    book = load_workbook(here.folder / "danh-ba.xlsx")
    units = {row[0].value: row for row in book["Đơn vị"].iter_rows()}
    units["ton-giao"][6].value = dt.datetime(2025, 2, 28)
    units["ton-giao"][7].value = "dan-toc"
    units["ccvc"][3].value = "Phòng CCVC; P. Công chức"
    book["Đơn vị"].append(["dan-toc", "Sở Dân tộc và Tôn giáo", "ngoài", None, None, "01/03/2025"])
    book["Địa chỉ"].append(
        ["pho-giam-doc@snv.example.test", "Phó Giám đốc Sở phụ trách", "lãnh đạo", "thanh-tra, ton-giao"]
    )
    book.save(here.folder / "danh-ba.xlsx")
    shown = here.run("unit", "import", "danh-ba.xlsx", "--dry-run")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out == (
        "Phòng Công chức, viên chức (ccvc): thêm tên gọi “P. Công chức”\n"
        "Ban Tôn giáo (ton-giao): hiệu lực đến: (không ghi) → 28/02/2025; đơn vị kế tục: (không ghi) → dan-toc\n"
        "Thêm đơn vị Sở Dân tộc và Tôn giáo (dan-toc)\n"
        "Thanh tra Sở (thanh-tra): thêm địa chỉ pho-giam-doc@snv.example.test – Phó Giám đốc Sở phụ trách (lãnh đạo)\n"
        "Ban Tôn giáo (ton-giao): thêm địa chỉ pho-giam-doc@snv.example.test – Phó Giám đốc Sở phụ trách (lãnh đạo)\n"
        "6 đơn vị không có gì khác.\n"
        "Chưa thay đổi gì.\n"
    )
    assert "dan-toc" not in here.run("unit", "list").out
    unattended = here.run("unit", "import", "danh-ba.xlsx")
    assert (unattended.status, "dan-toc" in here.run("unit", "list").out) == (2, False)
    assert unattended.err == "Chưa thay đổi gì: hãy xem các thay đổi trên rồi chạy lại với --yes.\n"
    done = here.run("unit", "import", "danh-ba.xlsx", "--yes", "--json").json
    assert (done["written"], len(done["changes"]), done["left"]) == (True, 5, [])
    page = here.run("unit", "show", "dan-toc").out
    assert "Hoạt động: từ 01/03/2025\nKế tục: Ban Tôn giáo (ton-giao)\n" in page
    assert "Hoạt động: đến hết 28/02/2025\nĐơn vị kế tục: Sở Dân tộc" in here.run("unit", "show", "ton-giao").out
    with reading(office_in(here).engine) as conn:
        (entry,) = story(conn, "unit:dan-toc")
        assert (entry.what, entry.detail["valid_from"]) == ("added", "2025-03-01")
        ended = story(conn, "unit:ton-giao")[0]
    assert ended.detail == {"valid_to": [None, "2025-02-28"], "successor": [None, "dan-toc"]}


def test_what_a_file_leaves_out_stays_and_is_named(here: Installation) -> None:
    here.run("unit", "alias", "thanh-tra", "TTra Sở")
    path = here.folder / "mot-phan.csv"
    path.write_text(
        "loại dòng;mã;tên;loại;địa chỉ;vai trò;đơn vị\n"
        "đơn vị;thanh-tra;Thanh tra Sở;thuộc;;;\n"
        "địa chỉ;;Chị Hà;;ha@snv.example.test;đầu mối;thanh-tra\n",
        "utf-8",
    )
    kept = here.run("unit", "import", "mot-phan.csv", "--yes")
    assert kept.status == 0
    assert "Không có trong tệp, giữ nguyên (--replace: bỏ những tên gọi, địa chỉ, thành viên này):\n" in kept.out
    assert "  Văn phòng Sở (van-phong)\n" in kept.out
    assert "  Thanh tra Sở (thanh-tra): tên gọi “TTra Sở”\n" in kept.out
    shown = here.run("unit", "show", "thanh-tra", "--json").json
    assert (len(shown["contacts"]), shown["aliases"], shown["groups"]) == (3, ["TTra Sở"], ["@all"])
    replaced = here.run("unit", "import", "mot-phan.csv", "--yes", "--replace")
    assert "Thanh tra Sở (thanh-tra): bỏ địa chỉ thanh-tra@snv.example.test (đầu mối)\n" in replaced.out
    shown = here.run("unit", "show", "thanh-tra", "--json").json
    assert ([one["name"] for one in shown["contacts"]], shown["aliases"]) == (["Chị Hà"], [])
    assert len(here.run("unit", "list", "--json").json) == 10


def test_a_file_with_addresses_alone_is_enough_for_units_that_are_there(here: Installation) -> None:
    path = here.folder / "dia-chi.csv"
    path.write_text("loại dòng,địa chỉ,vai trò,đơn vị\nđịa chỉ,moi@so.vn,phối hợp,ccvc\n", "utf-8")
    assert here.run("unit", "import", "dia-chi.csv", "--yes").status == 0
    roles = {one["role"] for one in here.run("unit", "show", "ccvc", "--json").json["contacts"]}
    assert roles == {"lead", "head", "coordinating", "leadership"}


def test_a_suspended_address_stays_suspended(here: Installation) -> None:
    office = office_in(here)
    with writing(office.engine) as conn:
        suspend(conn, "ccvc@snv.example.test", at=NOW, why="550")
    here.run("unit", "export", "danh-ba.csv")
    edit(
        here.folder / "danh-ba.csv",
        ('"ccvc@snv.example.test","đầu mối","ccvc"', '"CCVC@snv.example.test","đầu mối","ccvc\nthanh-tra"'),
    )
    assert here.run("unit", "import", "danh-ba.csv", "--yes").status == 0
    with reading(office.engine) as conn:
        ours = [one for one in load_register(conn).contacts if one.mailbox == "ccvc@snv.example.test"]
    assert [(one.unit, one.suspended) for one in ours] == [("ccvc", True), ("thanh-tra", True)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([('"Ban Tôn giáo"', '"Thanh tra Sở"')], "tên “thanh tra sở” được ghi cho nhiều đơn vị cùng thời gian"),
        ([('"ton-giao","Ban', '"luu-tru","Ban')], "mã “luu-tru” dùng 2 lần"),
        (
            [('"Ban TĐ - KT","","","",""', '"Ban TĐ - KT","","","","thi-dua"')],
            "kế tục nhau thành vòng: thi-dua → thi-dua",
        ),
    ],
)
def test_a_file_that_contradicts_itself_changes_nothing(
    here: Installation, changes: list[tuple[str, str]], said: str
) -> None:
    here.run("unit", "export", "danh-ba.csv")
    before = here.run("unit", "list", "--json").json
    edit(here.folder / "danh-ba.csv", *changes)
    refused = here.run("unit", "import", "danh-ba.csv", "--yes")
    assert (refused.status, refused.out) == (3, "")
    assert said in refused.err
    assert here.run("unit", "list", "--json").json == before


def test_a_file_that_contradicts_the_database_changes_nothing(here: Installation) -> None:
    path = here.folder / "moi.csv"
    path.write_text("loại dòng,mã,tên,loại,theo dõi\nđơn vị,moi,Văn phòng Sở,thuộc,x\n", "utf-8")
    refused = here.run("unit", "import", "moi.csv", "--yes")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == (
        "Danh bạ giữ nguyên: tệp không khớp với danh bạ hiện nay: tên “văn phòng sở” được ghi cho nhiều đơn vị cùng "
        "thời gian: van-phong, moi; có hơn một đơn vị theo dõi (monitor): van-phong, moi.\n"
    )


def test_an_office_founded_anew_under_its_old_name_is_another_unit(here: Installation) -> None:
    path = here.folder / "lap-lai.csv"
    path.write_text(
        "loại dòng,mã,tên,loại,hiệu lực từ,hiệu lực đến,đơn vị kế tục\n"
        "đơn vị,tai-chinh,Sở Tài chính,ngoài,,28/02/2025,tai-chinh-moi\n"
        "đơn vị,tai-chinh-moi,Sở Tài chính,ngoài,01/03/2025,,\n",
        "utf-8",
    )
    assert here.run("unit", "import", "lap-lai.csv", "--yes").status == 0
    assert here.run("unit", "list").out.endswith("Chưa có địa chỉ đầu mối (1): Sở Tài chính.\n")  # the one that goes on
    here.run("unit", "export", "danh-ba.xlsx")
    units = {unit.code: unit for unit in load(here.folder / "danh-ba.xlsx").units}
    assert units["tai-chinh-moi"] == Unit("tai-chinh-moi", "Sở Tài chính", "external", valid_from=dt.date(2025, 3, 1))
    assert here.run("unit", "import", "danh-ba.xlsx", "--json").json["changes"] == []
    assert here.run("unit", "add", "moi-nua", "--name", "Sở Tài chính", "--from", "2026-01-01").status == 2
    assert here.run("unit", "alias", "tai-chinh", "Sở TC").status == 0
    assert here.run("unit", "alias", "tai-chinh-moi", "Sở TC").status == 0
    assert here.run("unit", "alias", "tai-chinh-moi", "Sở TC", "--remove").status == 0
    assert here.run("unit", "show", "tai-chinh", "--json").json["aliases"] == ["Sở TC"]


def test_a_unit_that_had_ended_is_asked_about_and_gets_nothing(here: Installation) -> None:
    """Neither by its own name nor as a member of a collective."""
    path = here.folder / "het.csv"
    path.write_text(
        "loại dòng,mã,tên,loại,hiệu lực đến,đơn vị kế tục\n"
        "đơn vị,ton-giao,Ban Tôn giáo,trực thuộc,28/02/2025,luu-tru\n",
        "utf-8",
    )
    here.run("unit", "import", "het.csv", "--yes")
    (here.folder / "ke-hoach-moi.md").write_text(
        "# KẾ HOẠCH công tác năm 2150\n\n| TT | Nhiệm vụ | Chủ trì | Thời gian |\n|---|---|---|---|\n"
        "| 1 | Rà soát | Ban Tôn giáo | Quý II |\n"
        "| 2 | Báo cáo | Các cơ quan, đơn vị trực thuộc Sở | Quý III |\n",
        "utf-8",
    )
    reading_it = ["plan", "import", "ke-hoach-moi.md", "--issued", "2026-01-05", "--period", "2150-2150"]
    asked = " ".join(here.run(*reading_it).out.split())
    assert "“Ban Tôn giáo” đã kết thúc hoạt động ngày 28/02/2025; nay là đơn vị nào?" in asked
    assert "Có phải “Trung tâm Lưu trữ lịch sử tỉnh” không?" in asked
    (here.folder / "quyet-dinh.toml").write_text('[tasks."1.-.1"]\nlead = ["luu-tru"]\n', "utf-8")
    done = here.run(*reading_it, "--review", "quyet-dinh.toml", "--yes")
    assert (done.status, done.err) == (0, "")
    owed = here.run("obligation", "list", "--from", "2150-01-01", "--to", "2150-12-31", "--json").json
    assert [(one["task"], one["unit"]) for one in owed] == [
        ("1.-.1", "luu-tru"),
        ("1.-.2", "thi-dua"),
        ("1.-.2", "luu-tru"),
    ]


def test_every_role_can_be_written_shown_exported_and_taken_away(here: Installation) -> None:
    roles: list[ContactRole] = ["lead", "coordinating", "head", "monitor", "leadership"]
    seats = [("ccvc", role) for role in roles] + [("-", role) for role in roles[3:]]
    office, address = office_in(here), "moi@snv.example.test"
    for code, role in seats:
        enter_contact(office, code, role, address, name="Anh Bình", at=NOW, actor="test")
    units = {unit["code"]: unit["contacts"] for unit in here.run("unit", "list", "--json").json}
    contact = {"address": address, "name": "Anh Bình", "suspended": False}
    assert all({"role": role, **contact} in units[None if code == "-" else code] for code, role in seats)
    here.run("unit", "export", "danh-ba.toml")
    exported = load(here.folder / "danh-ba.toml").contacts
    assert [(c.unit or "-", c.role) for c in exported if c.address == address] == seats
    for code, role in seats:
        drop_contact(office, code, role, address, at=NOW, actor="test")
    assert address not in here.run("unit", "list", "--json").out


def test_a_collective_gets_another_name_and_loses_it(here: Installation) -> None:
    assert here.run("unit", "alias", "@all", "Toàn Sở").status == 0
    assert here.run("unit", "alias", "thanh-tra", "toàn sở").status == 2
    here.run("unit", "export", "co.toml")
    assert here.run("unit", "alias", "@all", "TOÀN SỞ", "--remove").status == 0
    here.run("unit", "export", "khong.toml")
    named = [
        {group.code: "Toàn Sở" in group.spellings for group in load(here.folder / name).groups}["@all"]
        for name in ("co.toml", "khong.toml")
    ]
    assert named == [True, False]


def test_a_mistyped_code_is_refused_with_the_nearest(here: Installation) -> None:
    run = here.run("unit", "show", "than-tra")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("Không có đơn vị «than-tra» (có phải «thanh-tra»?)")
