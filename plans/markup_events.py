"""A part of a package, walked as a stream: nothing of it is held but what its handler keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Protocol
from xml.parsers import expat


class BrokenMarkupError(ValueError):
    """The markup is not well formed, or says what its standard does not allow."""


class Handler(Protocol):
    """What is told of each element, by its local name: the two editions of the standard differ in namespace."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Text stands in the innermost element."""


def walk(part: IO[bytes], handler: Handler) -> None:
    """Tell `handler` of all that stands in `part`. Raises `BrokenMarkupError`; a DOCTYPE is never accepted."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    # Prefixes are cut off by hand: expat's own namespaces double the time.
    parser.StartElementHandler = lambda tag, attributes: handler.start(tag[tag.find(":") + 1 :], attributes)
    parser.EndElementHandler = lambda tag: handler.end(tag[tag.find(":") + 1 :])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.ParseFile(part)
    except expat.ExpatError:
        raise BrokenMarkupError from None


def _refuse(*_: object) -> None:
    raise BrokenMarkupError
