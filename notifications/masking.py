"""A stored mail as it may be shown: its links to answer by are good for whoever has them, so they are not in it."""

from __future__ import annotations

import base64
import re

ANSWER_PATH = "/tra-loi/"
CHECK_IN_PATH = "/ra-soat/"
"""Where the pages for answers and for check-ins stand below the office's public address; a token follows."""

MASK = "xxxx"

_TOKEN = re.compile(rf"({re.escape(ANSWER_PATH)}|{re.escape(CHECK_IN_PATH)})[\w-]+".encode())
_PART = re.compile(rb"(?<=Content-Transfer-Encoding: base64\r\n\r\n)[A-Za-z0-9+/=\r\n]+?(?=\r\n--)")


def masked(body: bytes) -> bytes:
    """The bytes of a mail built by `mime.build`, each link's token replaced by `MASK`."""
    return _PART.sub(lambda found: _masked_part(found[0]), body)


def _masked_part(encoded: bytes) -> bytes:
    content = base64.b64decode(encoded)
    shown = _TOKEN.sub(rb"\1" + MASK.encode(), content)
    return encoded if shown == content else base64.encodebytes(shown).replace(b"\n", b"\r\n")
