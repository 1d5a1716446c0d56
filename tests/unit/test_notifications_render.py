"""What a reader gets: subject, text and HTML of every sort of mail."""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.model import EventAct, ExtensionAct, Item, Mail
from notifications.render import MAX_HTML, MAX_ITEMS, Rendered, render
from notifications.samples import ASSIGNMENT, CORRECTION, DIGEST, EVENT, EXTENSION, LEADERS, SAMPLES
from notifications.words import long_date

LATE = next(item for item in DIGEST.items if item.overdue)
WEEK = next(item for item in DIGEST.items if item.days_left == 7)

every_sample = pytest.mark.parametrize("mail", SAMPLES.values(), ids=SAMPLES.keys())


def of(*items: Item) -> Rendered:
    return render(replace(DIGEST, items=items, preview=False))


def visible(page: str) -> str:
    body = re.sub(r"<!--.*?-->", " ", page[page.index("<body") :], flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_the_subject_says_what_is_due_and_what_is_late() -> None:
    other = replace(WEEK, task="1.V.2")
    assert of(WEEK, other, LATE).subject == "[Nhắc việc] 1 việc quá hạn, 2 việc đến hạn trong 7 ngày"


def test_the_subject_of_a_single_thing_names_it() -> None:
    assert of(WEEK).subject == f"[Nhắc việc] 1 việc đến hạn trong 7 ngày: {WEEK.title}"


@pytest.mark.parametrize(
    ("sample", "kind", "subject"),
    [
        ("leadership", "escalation", "Danh sách tuần: 3 việc quá hạn của 2 đơn vị"),
        ("monitor", "escalation", "1 việc quá hạn, 1 việc cần quyết định"),
        ("assignment", "assignment", "Giao 3 việc chủ trì, 1 việc phối hợp: Kế hoạch số 12/KH-SNV"),
        ("event", "question", "Đã có sự kiện 2 việc đang chờ: Bộ Nội vụ công bố TTHC"),
        ("correction", "correction", "Đính chính ngày đến hạn của 1 việc"),
    ],
)
def test_each_sort_of_mail_has_its_kind_and_subject(sample: str, kind: str, subject: str) -> None:
    rendered = render(SAMPLES[sample])
    assert rendered.kind == kind
    assert subject in rendered.subject


def test_an_item_says_when_who_where_why_and_what_to_do() -> None:
    text = of(LATE).text
    for part in (
        "Kính gửi: Phòng Công chức, viên chức",
        "Quá hạn 4 ngày làm việc – hạn thứ Tư, 25/02/2026",
        "Cần làm: Hoàn thành ngay và báo kết quả",
        "Vai trò: Chủ trì (Phòng Công chức, viên chức)",
        "Phối hợp: Thanh tra Sở, Ban Thi đua - Khen thưởng",
        "Văn bản: Phụ lục 1, mục I, số 6 – Kế hoạch số 12/KH-SNV",
        "Thời hạn trong văn bản: “Tháng 02 hằng năm, trước ngày 26”",
        "Cách tính ngày: “trước ngày 26” là chậm nhất ngày 25/02/2026",
        "Lý do nhắc: quá hạn 4 ngày làm việc",
        "Đã báo cáo: Trưởng phòng Công chức, viên chức",
        "Trả lời thư này để báo Văn phòng Sở",
        "đây không phải văn bản hành chính.",
    ):
        assert part in text


def test_a_unit_that_reads_the_answers_is_not_told_to_report_to_itself() -> None:
    text = render(SAMPLES["monitor"]).text
    assert "để báo bộ phận theo dõi của Văn phòng Sở" in text


def test_a_last_day_that_fell_on_a_day_off_is_not_called_late() -> None:
    text = of(replace(WEEK, kind="due", due=dt.date(2026, 2, 28), days_left=-3)).text
    assert "Đến hạn trong ngày làm việc này – hạn thứ Bảy, 28/02/2026" in text
    assert "Quá hạn" not in text


def test_a_question_without_a_date_is_headed_by_what_is_wanted() -> None:
    asked = replace(WEEK, kind="question", due=None, days_left=None, role="lead")
    assert "Cần trả lời\n   Cần làm: Trả lời thư này" in of(asked).text
    assert "Cần quyết định\n   Cần làm: Xem xét" in of(replace(asked, role="monitor")).text


@pytest.mark.parametrize(("day", "name"), [(1, "Chủ nhật, 01/03/2026"), (2, "thứ Hai, 02/03/2026")])
def test_a_date_is_read_with_its_weekday(day: int, name: str) -> None:
    assert long_date(dt.date(2026, 3, day)) == name


@pytest.mark.parametrize("act", ["revoked", "moved"])
def test_work_that_lost_its_date_waits_again_only_when_the_event_is_revoked(act: EventAct) -> None:
    undated = replace(EVENT.items[1], kind="event")
    letter = replace(EVENT, act=act, items=(undated,))
    assert ("Trở lại chờ sự kiện" in render(letter).text) is (act == "revoked")


def test_a_correction_shows_the_old_and_the_new_date() -> None:
    text = render(CORRECTION).text
    assert "Ngày đến hạn mới: thứ Hai, 16/03/2026" in text
    assert "Ngày cũ: thứ Sáu, 13/03/2026" in text


@pytest.mark.parametrize(
    "empty",
    [
        replace(DIGEST, items=()),
        replace(ASSIGNMENT, lead=(), coordinating=()),
        replace(EVENT, items=()),
        replace(CORRECTION, changes=()),
    ],
)
def test_a_mail_about_nothing_is_never_made(empty: Mail) -> None:
    with pytest.raises(ValueError, match="about nothing"):
        render(empty)


def test_a_digest_of_500_things_says_how_many_it_leaves_out_and_where_they_are() -> None:
    items = tuple(replace(LATE, task=f"1.I.{row}") for row in range(1, 501))
    rendered = of(*items)
    shown = rendered.html.count("Cần làm:")
    assert len(rendered.html.encode()) <= MAX_HTML
    assert 20 <= shown <= MAX_ITEMS
    assert "500 việc quá hạn" in rendered.subject
    for told in (visible(rendered.html), rendered.text):
        assert f"Quá hạn (500 việc, nêu {shown})" in told
        assert f"Còn {500 - shown} việc nữa không nêu trong thư này ({500 - shown} việc quá hạn)" in told
        assert "nhacviec obligation list --unit ccvc" in told


@pytest.mark.parametrize("filler", ["“ệ” ", "&'\"<> ", "x"])
def test_no_text_however_long_makes_a_mail_too_large(filler: str) -> None:
    long = filler * 3000
    item = replace(
        LATE, title=long, plan=long, place=long, phrase=long, why_date=long, reason=long, note=long, period=long
    )
    many = tuple(replace(item, task=f"1.I.{row}", unit_name=f"{row}{long}") for row in range(100))
    duty = replace(ASSIGNMENT.lead[0], title=long, phrase=long, due_text=long, place=long, via=long)
    leaders = tuple(replace(one, role="leadership") for one in many)
    for mail in (
        replace(DIGEST, items=many),
        replace(DIGEST, items=leaders),
        replace(
            ASSIGNMENT, lead=(duty,) * 100, notes=(long,) * 50, recipient_name=long, plan=long, period=long, office=long
        ),
    ):
        assert len(render(mail).html.encode()) <= MAX_HTML


def test_an_assignment_letter_counts_duties_and_notes_that_it_leaves_out() -> None:
    letter = replace(ASSIGNMENT, lead=ASSIGNMENT.lead * 20, coordinating=ASSIGNMENT.coordinating * 5, notes=("x",) * 20)
    text = render(letter).text
    assert "Việc chủ trì (60 việc, nêu 40)" in text
    assert "Còn 25 việc nữa" in text
    assert "Còn 8 lưu ý nữa" in text


def test_what_a_plan_says_is_text_and_never_markup_or_template() -> None:
    rendered = of(replace(LATE, title="<script>alert(1)</script> {{ 7 * 7 }} A & B"))
    assert "<script>" not in rendered.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} A &amp; B" in rendered.html
    assert "<script>alert(1)</script> {{ 7 * 7 }} A & B" in rendered.text


@given(st.text(st.characters()))
def test_no_text_breaks_a_subject_into_two_lines(text: str) -> None:
    rendered = of(replace(LATE, title=text, plan=text, place=text, period=text, note=text))
    assert not {unicodedata.category(character) for character in rendered.subject} & {"Cc", "Cs", "Zl", "Zp"}
    (rendered.subject + rendered.text + rendered.html).encode()


@every_sample
def test_text_and_html_say_the_same(mail: Mail) -> None:
    rendered = render(mail)
    told = " ".join([visible(rendered.html), *re.findall(r'href="([^"]*)"', rendered.html)])
    for line in rendered.text.splitlines():
        words = re.sub(r"^[\s\d.=*-]+|[\s=*]+$", "", line)
        for part in re.split(r"(?<=[.:]) |; ", words):
            assert part.removesuffix(":") in told


@every_sample
def test_no_value_is_left_unworded(mail: Mail) -> None:
    rendered = render(mail)
    for told in (rendered.subject, rendered.text, rendered.html):
        assert not re.search(r"\bNone\b|\bnull\b|\{\w*\}|\{\{|\}\}(?!\n</style>)", told.split("</style>")[-1])


@every_sample
def test_the_html_asks_nothing_of_the_network_and_lays_out_for_outlook(mail: Mail) -> None:
    page = render(mail).html
    assert page.startswith('<!doctype html>\n<html lang="vi">')
    assert '<meta name="color-scheme" content="light dark">' in page
    assert "mso-hide:all" in page
    page = re.sub(r'<a href="https://[^"]*"', "<a", page)
    assert not re.search(r"https?:|<img|<link|<script|src=|url\(|@import|@font-face", page)
    assert not re.search(r"\b(flex|grid|float|position)\s*:|display\s*:\s*(flex|grid)", page)
    for tag, style in re.findall(r"<(\w+)[^>]* style=\"([^\"]*)\"", page):
        assert tag in ("td", "th", "body") or "padding" not in style


@every_sample
def test_layout_tables_are_presentational_and_data_tables_have_headers(mail: Mail) -> None:
    page = render(mail).html
    for table in re.findall(r"<table[^>]*>\n<tr><th|<table[^>]*>", page):
        assert ("<th" in table) != ('role="presentation"' in table)
    assert page.count("<th ") == page.count('<th scope="col"')


@every_sample
def test_nothing_is_smaller_than_16_pixels(mail: Mail) -> None:
    assert min(int(size) for size in re.findall(r"font-size:(\d+)px", render(mail).html)) >= 16


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def inverted(colour: str) -> str:
    return f"#{0xFFFFFF - int(colour[1:], 16):06x}"


@every_sample
def test_every_colour_reads_as_written_and_inverted(mail: Mail) -> None:
    for style in re.findall(r'style="([^"]*)"', render(mail).html):
        ink = re.search(r"(?<![-\w])color:(#\w{6})", style)
        paper = re.search(r"background-color:(#\w{6})", style)
        if ink is None:
            continue
        ground = paper[1] if paper else "#ffffff"
        assert contrast(ink[1], ground) >= 4.5
        assert contrast(inverted(ink[1]), inverted(ground)) >= 4.5


def test_every_colour_of_the_dark_rules_reads_on_the_dark_ground() -> None:
    rules = render(DIGEST).html.partition("prefers-color-scheme:dark")[2].partition("</style>")[0]
    for ink in re.findall(r"\.(?:ink|soft|late|today|soon|calm)\{color:(#\w{6})", rules):
        assert contrast(ink, "#1e1e1e") >= 4.5


def test_what_leaders_are_asked_stands_before_their_list_of_overdue_work() -> None:
    asked = replace(LEADERS.items[0], kind="question", rung="", reason="đơn vị đề nghị gia hạn, chưa quyết định")
    rendered = render(replace(LEADERS, items=(*LEADERS.items, asked)))
    assert rendered.subject.endswith("3 việc quá hạn của 2 đơn vị, 1 đề nghị gia hạn chờ quyết định")
    assert rendered.text.index("Đề nghị gia hạn chờ quyết định (1 việc)") < rendered.text.index("Thanh tra Sở ===")
    alone = render(replace(LEADERS, items=(asked,)))
    assert "1 việc cần quyết định" in alone.subject
    assert "Cho biết quyết định bằng cách trả lời thư này." in alone.text


@pytest.mark.parametrize(
    ("act", "subject", "headline"),
    [
        ("asked", "Phòng Công chức, viên chức đề nghị gia hạn đến 29/04/2026", "Đề nghị gia hạn đến thứ Tư"),
        ("offered", "Đề nghị hạn khác, 29/04/2026", "Hạn được đề nghị: thứ Tư, 29/04/2026"),
        ("approved", "Được gia hạn đến 29/04/2026", "Ngày đến hạn mới: thứ Tư, 29/04/2026"),
        ("refused", "Không được gia hạn", "Hạn giữ nguyên: thứ Ba, 31/03/2026"),
        ("withdrawn", "Phòng Công chức, viên chức rút đề nghị gia hạn", "Hạn giữ nguyên: thứ Ba, 31/03/2026"),
        ("declined", "Phòng Công chức, viên chức không nhận hạn 29/04/2026", "Hạn giữ nguyên: thứ Ba, 31/03/2026"),
    ],
)
def test_each_deed_upon_a_request_is_told_in_words_of_its_own(act: ExtensionAct, subject: str, headline: str) -> None:
    rendered = render(replace(EXTENSION, act=act))
    assert subject in rendered.subject
    for text in (rendered.text, rendered.html):
        assert headline in text
