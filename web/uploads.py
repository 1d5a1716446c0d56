"""A form that may bring one file (multipart/form-data), read as it arrives.

The file is taken only from a form that has already shown, before it, that it may bring one; the content of any other
counts like the rest of the form, which is `MOST_BYTES` at most. A file that is too large is read on and dropped, as far
as `PATIENCE` goes, because a browser hears no answer before it has sent everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import python_multipart
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from scheduler.answering.attachments import Sent
from web.forms import MOST_BYTES, TooLargeError, read_form

PATIENCE = 4
"""How many times the largest file is read, to say that it is too large."""
FILE = "file"

May = Callable[[Mapping[str, str]], bool]


async def read_with_file(request: Request, may: May, most: int) -> tuple[dict[str, str], Sent | None]:
    """The fields, and the file where one of any content was sent and `may`, asked with the fields before it, says so.

    One byte beyond `most` of a larger file is kept, so that who judges it sees that it is larger. A body that is no
    form gives the fields read until then. Raises `TooLargeError`.
    """
    kind, options = parse_options_header(request.headers.get("Content-Type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        return await read_form(request), None
    reading = _Reading(may, most)
    parser = python_multipart.MultipartParser(
        options[b"boundary"],
        {
            "on_part_begin": reading.begin,
            "on_header_field": reading.header_name,
            "on_header_value": reading.header_value,
            "on_header_end": reading.header_end,
            "on_headers_finished": reading.headers_finished,
            "on_part_data": reading.data,
            "on_part_end": reading.end,
        },
    )
    try:
        async for chunk in request.stream():
            reading.arrived += len(chunk)
            if reading.arrived > MOST_BYTES + PATIENCE * most:
                raise TooLargeError
            parser.write(chunk)
    except FormParserError:
        pass
    return reading.fields, reading.file


@dataclass
class _Reading:
    """What was read so far: `others` are the bytes of all parts but the file."""

    may: May
    most: int
    fields: dict[str, str] = field(default_factory=dict)
    file: Sent | None = None
    arrived: int = 0
    others: int = 0
    _name: bytes = b""
    _value: bytes = b""
    _disposition: bytes = b""
    _part: str = ""
    _filename: str | None = None
    _taken: bool = False
    _content: bytearray = field(default_factory=bytearray)

    def begin(self) -> None:
        self._disposition, self._part, self._filename, self._taken = b"", "", None, False
        self._content = bytearray()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._count(end - start)
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._part = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options:
            self._filename = options[b"filename"].decode("utf-8", "replace")
            self._taken = self._part == FILE and self.file is None and self.may(self.fields)

    def data(self, data: bytes, start: int, end: int) -> None:
        if not self._taken:
            self._count(end - start)
            self._content += data[start:end]
        elif (room := self.most + 1 - len(self._content)) > 0:
            self._content += data[start : min(end, start + room)]

    def end(self) -> None:
        if self._filename is None:
            self.fields.setdefault(self._part, self._content.decode("utf-8", "replace"))
        elif self._taken and self._content:
            self.file = Sent(self._filename, bytes(self._content))

    def _count(self, size: int) -> None:
        self.others += size
        if self.others > MOST_BYTES:
            raise TooLargeError
