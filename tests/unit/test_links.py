"""Links that answer: what was signed is read back, whatever else is refused."""

from __future__ import annotations

import datetime as dt
import re
import string

from hypothesis import given
from hypothesis import strategies as st

from notifications.masking import masked
from notifications.mime import build, thread_root
from notifications.render import Rendered
from scheduler.answering.links import Link, form_token, is_form_token, read_link, signed

KEY, OTHER = bytes(range(32)), bytes(32)
NAMES = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=20)
LINKS = st.builds(
    Link,
    obligation=st.integers(1, 10**9),
    unit=NAMES,
    mailbox=NAMES.map(lambda name: f"{name}@snv.example.test"),
    issued=st.integers(0, 4 * 10**9).map(lambda at: dt.datetime.fromtimestamp(at, dt.UTC)),
)
ONE = Link(7, "thanh-tra", "thanh-tra@snv.example.test", dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC))


@given(LINKS)
def test_what_was_signed_is_read_back_and_fits_an_address(link: Link) -> None:
    token = signed(link, KEY)
    assert read_link(token, KEY) == link
    assert re.fullmatch(r"[\w-]{60,250}", token, re.ASCII)


@given(LINKS, st.data())
def test_any_flipped_bit_is_refused(link: Link, data: st.DataObject) -> None:
    token = bytearray(signed(link, KEY).encode())
    token[data.draw(st.integers(0, len(token) - 1))] ^= 1 << data.draw(st.integers(0, 6))
    assert read_link(token.decode(), KEY) is None


@given(st.text(max_size=700))
def test_what_nobody_signed_is_refused(text: str) -> None:
    assert read_link(text, KEY) is None


def test_another_installations_link_and_a_cut_one_are_refused() -> None:
    token = signed(ONE, KEY)
    assert read_link(token, OTHER) is None
    assert all(read_link(token[:length], KEY) is None for length in range(len(token)))
    assert read_link(f"{token}=", KEY) is None


def test_a_form_belongs_to_its_page() -> None:
    token, other = signed(ONE, KEY), signed(Link(8, "thanh-tra", ONE.mailbox, ONE.issued), KEY)
    assert is_form_token(form_token(token, KEY), token, KEY)
    assert not is_form_token(form_token(other, KEY), token, KEY)
    assert not is_form_token("đ", token, KEY)


def test_a_mail_that_is_shown_has_its_links_masked_and_nothing_else_changed() -> None:
    token = signed(ONE, KEY)

    def mail(shown: str) -> bytes:
        text = f"Trả lời:\n   https://a.vn/tra-loi/{shown}\nhết " * 3
        return build(
            Rendered("due", "Nhắc", text, f'<a href="https://a.vn/tra-loi/{shown}">x</a>'),
            sender="a@b.vn",
            sender_name="",
            recipient="c@d.vn",
            recipient_name=None,
            reply_to=None,
            message_id="<1@b.vn>",
            root=thread_root("c@d.vn", 2026, 3, "b.vn"),
            date=ONE.issued,
        )

    assert masked(mail(token)) == mail("xxxx")
    assert masked(mail("xxxx")) == mail("xxxx")
