"""Mails as files, where no mail server is configured: the same port as `notifications.smtp`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

from notifications import words
from notifications.smtp import MailServerError, Outcome


class FileMailer:
    """Mails as files where no mail server is configured: `folder` gets one .eml for each Message-ID.

    The same message again replaces its file. A full or unwritable disk is a temporary outcome.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, sender: str, recipient: str, message: bytes) -> Outcome:
        path = self._folder / _file_name(message)
        try:
            await asyncio.to_thread(_write_whole, path, message)
        except OSError as error:
            text = words.FOLDER_TROUBLE.format(folder=self._folder, said=error.strerror)
            return Outcome("temporary", None, text, fault="server")
        return Outcome("delivered", None, words.FOLDER_HAS.format(path=path), reached_data=True)

    async def check(self) -> str:
        try:
            await asyncio.to_thread(_write_whole, self._folder / ".nhacviec-thu-ghi", b"")
            (self._folder / ".nhacviec-thu-ghi").unlink()
        except OSError as error:
            raise MailServerError(
                server=self._folder, reason=words.FOLDER_TROUBLE.format(folder=self._folder, said=error.strerror)
            ) from error
        return words.FOLDER_READY.format(folder=self._folder)

    async def close(self) -> None:
        """Nothing is kept open."""


def _file_name(message: bytes) -> str:
    found = re.search(rb"(?im)^Message-ID: *<([^>\r\n]{1,200})>", message.partition(b"\r\n\r\n")[0])
    name = found[1].decode("ascii", "replace") if found else sha256(message).hexdigest()
    return re.sub(r"[^A-Za-z0-9.@_+-]", "_", name).lstrip(".") + ".eml"


def _write_whole(path: Path, content: bytes) -> None:
    """All of the file or none of it, on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
