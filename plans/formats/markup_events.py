"""A part of a package, walked as a stream: nothing of it is held but what its handler keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Protocol, TypeAlias
from xml.parsers import expat

Begin: TypeAlias = Callable[[Mapping[str, str]], None]
End: TypeAlias = Callable[[], None]


class BrokenMarkupError(ValueError):
    """The markup is not well formed, or says what its standard does not allow."""


class Handler(Protocol):
    """What is told of the elements, by local name: the two editions of the standard differ in namespace."""

    def begins(self) -> Mapping[str, Begin]:
        """What to call with the attributes of each element of interest."""

    def ends(self) -> Mapping[str, End]:
        """What to call at its end."""

    def text(self, text: str) -> None:
        """Text stands in the innermost element."""


def walk(part: IO[bytes], handler: Handler) -> None:
    """Tell `handler` of what stands in `part`. Raises `BrokenMarkupError`; a DOCTYPE is never accepted."""
    begins, ends = handler.begins(), handler.ends()

    def begin(tag: str, attributes: Mapping[str, str]) -> None:
        # Prefixes are cut off by hand: expat's own namespaces double the time.
        found = begins.get(tag) or begins.get(tag[tag.find(":") + 1 :])
        if found is not None:
            found(attributes)

    def end(tag: str) -> None:
        found = ends.get(tag) or ends.get(tag[tag.find(":") + 1 :])
        if found is not None:
            found()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.ParseFile(part)
    except expat.ExpatError:
        raise BrokenMarkupError from None


def _refuse(*_: object) -> None:
    raise BrokenMarkupError
