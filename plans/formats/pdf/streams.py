"""The packed parts of a PDF file, unpacked once before anything in them is parsed.

A part that is damaged would be read up to the damage and the rest dropped in silence; one that unpacks to gigabytes
would be found out by running out of memory.
"""

from __future__ import annotations

import re
import zlib

from plans.formats.pdf.refusal import Refusal

MAX_UNPACKED = 200 * 2**20
"""Bytes all parts may have unpacked, pictures not counted; a thousand pages of text and lines have a tenth of it."""
_CHUNK = 2**14
"""Packed bytes taken at once; they unpack to a thousand times as much at the most."""
_STREAM = re.compile(rb"\bstream\r?\n")
_PACKED = re.compile(rb"/Filter\s*(?:\[\s*)?/FlateDecode\s*(?:\]|/(?!\w+Decode)|>)")
_LONGEST_HEAD = 2000


def check_streams(data: bytes) -> None:
    """Raise a `Refusal` unless each packed part of the file is whole and all of them together are of bearable size.

    Parts of an encrypted file cannot be unpacked here; the limits of the process hold for them, as for parts packed
    twice.
    """
    if b"/Encrypt" in data:
        return
    view, unpacked, end = memoryview(data), 0, 0
    for found in _STREAM.finditer(data):
        # What looks like the beginning of a part within another one is none.
        if found.start() < end or not _is_packed(data, found.start()):
            continue
        part = zlib.decompressobj()
        end = found.end()
        while not part.eof:
            if end >= len(data):
                raise Refusal("broken", "một phần của tệp bị cắt cụt")
            try:
                unpacked += len(part.decompress(view[end : end + _CHUNK]))
            except zlib.error:
                raise Refusal("broken", "một phần của tệp không giải nén được") from None
            if unpacked > MAX_UNPACKED:
                raise Refusal("heavy", f"giải nén ra quá {MAX_UNPACKED // 2**20} MB")
            end += _CHUNK
        end = min(end, len(data)) - len(part.unused_data)


def _is_packed(data: bytes, start: int) -> bool:
    """Whether the head of the part says that it is packed, once, and no picture."""
    head = data[max(0, start - _LONGEST_HEAD) : start]
    head = head[head.rfind(b"obj") :]
    return bool(_PACKED.search(head)) and b"/Image" not in head
