"""Mails as files in a folder."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from notifications.file_mailer import FileMailer
from notifications.smtp import MailServerError, Outcome

MESSAGE = b"From: <nhacviec@example.vn>\r\nMessage-ID: <1@example.vn>\r\n\r\nnoi dung\r\n"


def sent(mailer: FileMailer, message: bytes = MESSAGE) -> Outcome:
    return asyncio.run(mailer.send("nhacviec@example.vn", "ccvc@example.vn", message))


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """A disk that takes no more: the operating system refuses the write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_mail_becomes_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    folder = tmp_path / "thu"
    mailer = FileMailer(folder)
    assert sent(mailer).status == sent(mailer).status == "delivered"
    assert [path.name for path in folder.iterdir()] == ["1@example.vn.eml"]
    assert (folder / "1@example.vn.eml").read_bytes() == MESSAGE
    assert str(folder) in asyncio.run(mailer.check())
    assert len(list(folder.iterdir())) == 1


def test_a_message_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    sent(FileMailer(tmp_path / "thu"), b"Message-ID: <../../x@y>\r\n\r\n")
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [tmp_path / "thu"]


def test_a_disk_that_takes_no_more_is_a_temporary_trouble_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    with files_no_larger_than(64):
        outcome = sent(FileMailer(tmp_path))
    assert (outcome.status, outcome.reached_data) == ("temporary", False)
    assert "không ghi được vào thư mục" in outcome.text
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_is_told_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "tep").write_bytes(b"")
    with pytest.raises(MailServerError, match="không ghi được vào thư mục"):
        asyncio.run(FileMailer(tmp_path / "tep" / "thu").check())
