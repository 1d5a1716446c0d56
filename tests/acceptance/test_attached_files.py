"""A file sent with a report of done, through the page and by command, and got back out by command alone."""

from __future__ import annotations

import hashlib
import http.client
from pathlib import Path

import pytest

from db.attachments import AttachmentRow, attached_content, attachments
from db.duties import ObligationRow
from db.engine import reading
from db.history import story
from scheduler.answering.links import form_token
from web.forms import MOST_BYTES

from .installation import Installation
from .served import LEAD, Site
from .test_answers import one, standing

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 200
BOUNDARY = "----ranhgioi"


@pytest.fixture
def row(site: Site) -> ObligationRow:
    """Lead Văn phòng Sở, co-ordinating Phòng TCBC-TCPCP, due 31/12/2022."""
    return one(site.world, "1.IV.2", "2022")


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename is not None else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"


def post(site: Site, token: str, *parts: bytes) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    connection.request("POST", f"/tra-loi/{token}", b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), kind)
    reply = connection.getresponse()
    said = reply.status, reply.read().decode()
    connection.close()
    return said


def fields(site: Site, token: str, **values: str) -> bytes:
    given = {"form": form_token(token, site.key), "choice": "done"} | values
    return b"".join(part(name, value.encode()) for name, value in given.items())


def files(site: Site, row: ObligationRow) -> list[tuple[AttachmentRow, bytes]]:
    with reading(site.world.office.engine) as conn:
        return [(kept, attached_content(conn, kept.id)) for kept in attachments(conn, row.id)]


def test_a_file_comes_with_the_report_and_is_kept_as_it_was(site: Site, row: ObligationRow) -> None:
    token = site.token(row)
    sent = fields(site, token, on="30/11/2022", document="15/BC-VP"), part("file", PDF, "C:\\Báo cáo.docx")
    assert post(site, token, *sent)[0] == 303
    now = standing(site.world, row)
    assert (now.state, now.document) == ("done", "15/BC-VP")
    ((kept, content),) = files(site, row)
    assert (kept.name, kept.kind, kept.unit, kept.actor) == ("Báo cáo.pdf", "pdf", "van-phong", LEAD)
    assert (content, kept.size, kept.sha256) == (PDF, len(PDF), hashlib.sha256(PDF).hexdigest())
    with reading(site.world.office.engine) as conn:
        assert [entry.what for entry in story(conn, f"obligation:{row.id}")] == ["done", "attached"]
    page = site.ask(f"/tra-loi/{token}").text
    assert "<dt>Tệp đã gửi</dt><dd>Báo cáo.pdf (50 KB)</dd>" in page
    assert 'href="/tra-loi' not in page
    helper = site.ask(f"/tra-loi/{site.token(row, 'tcbc-tcpcp', 'tcbc-tcpcp@snv.example.test')}").text
    assert "Báo cáo.pdf" not in helper


def test_a_form_without_a_file_is_taken_as_before(site: Site, row: ObligationRow) -> None:
    token = site.token(row)
    assert post(site, token, fields(site, token), part("file", b"", ""))[0] == 303
    assert (standing(site.world, row).state, files(site, row)) == ("done", [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00", "không phải PDF, Word (.docx), Excel (.xlsx) hoặc ảnh (.jpg, .png)"),
        (PDF + b"x" * 10 * 2**20, "quá lớn: nhận nhiều nhất 10 MB."),
    ],
    ids=["kind", "size"],
)
def test_a_file_that_is_not_taken_is_told_by_its_field_and_nothing_is_done(
    site: Site, row: ObligationRow, content: bytes, said: str
) -> None:
    before, token = site.everything(), site.token(row)
    status, text = post(site, token, fields(site, token, document="15/BC-VP"), part("file", content, "a.pdf"))
    assert (status, said in text) == (422, True)
    assert 'id="done-file-fault"' in text
    assert 'value="15/BC-VP"' in text
    assert site.everything() == before


def test_only_done_from_our_page_may_bring_a_file_all_else_is_small(site: Site, row: ObligationRow) -> None:
    before, token, large = site.everything(), site.token(row), part("file", b"%PDF-" + b"x" * MOST_BYTES, "a.pdf")
    assert post(site, token, fields(site, token, choice="progress", note="x"), large)[0] == 413
    assert post(site, token, fields(site, token, form="0" * 64), large)[0] == 413
    assert post(site, token, large, fields(site, token))[0] == 413
    assert post(site, token, fields(site, token, document="x" * MOST_BYTES))[0] == 413
    assert site.everything() == before


def test_a_body_that_is_no_form_changes_nothing(site: Site, row: ObligationRow) -> None:
    before, token = site.everything(), site.token(row)
    assert post(site, token, b"\r\n\r\nnot a form at all")[0] == 403
    assert post(site, token, fields(site, token)[:-40])[0] in (403, 422)
    assert site.everything() == before


def test_the_command_takes_a_file_and_gives_it_back(here: Installation) -> None:
    number = str(here.run("obligation", "list", "--unit", "thanh-tra", "--json").json[0]["id"])
    (here.folder / "bao-cao.pdf").write_bytes(PDF)
    assert here.run("obligation", "file", number).out == f"Việc số {number} không có tệp nào gửi kèm.\n"
    assert here.run("obligation", "done", number, "--file", "bao-cao.pdf").status == 0
    (listed,) = here.run("obligation", "file", number, "--json").json
    assert (listed["name"], listed["size"], listed["unit"]) == ("bao-cao.pdf", len(PDF), "thanh-tra")
    assert "bao-cao.pdf, 50 KB" in here.run("obligation", "file", number).out
    written = here.run("obligation", "file", number, "--out", "lay-ra.pdf")
    assert (written.status, written.out, (here.folder / "lay-ra.pdf").read_bytes()) == (0, "", PDF)
    again = here.run("obligation", "file", number, "--out", "lay-ra.pdf")
    assert (again.status, again.err) == (2, "Đã có tệp lay-ra.pdf; hãy chọn tên khác để không ghi đè.\n")
    assert "gửi kèm tệp (tên bao-cao.pdf)" in here.run("obligation", "show", number).out


def test_a_file_that_cannot_be_sent_is_said_in_a_sentence_and_nothing_is_done(here: Installation) -> None:
    number = str(here.run("obligation", "list", "--unit", "thanh-tra", "--json").json[0]["id"])
    (here.folder / "la.pdf").write_bytes(b"MZ")
    (here.folder / "lon.pdf").write_bytes(PDF + bytes(2**20))
    missing = here.run("obligation", "done", number, "--file", "khong-co.pdf")
    assert (missing.status, missing.err) == (3, "Không đọc được khong-co.pdf: không có tệp này.\n")
    assert "không phải PDF" in here.run("obligation", "done", number, "--file", "la.pdf").err
    limit = {"NHACVIEC_ANSWERS__FILE_MB": "1"}
    assert "nhiều nhất 1 MB" in here.run("obligation", "done", number, "--file", "lon.pdf", env=limit).err
    none = {"NHACVIEC_ANSWERS__FILE_MB": "0"}
    assert "không nhận tệp" in here.run("obligation", "done", number, "--file", "lon.pdf", env=none).err
    wanted = here.run("obligation", "file", number, "--out", "x.pdf")
    assert (wanted.status, "không có tệp nào gửi kèm" in wanted.err) == (2, True)
    assert not Path(here.folder / "x.pdf").exists()
