"""Why a PDF is not read, as the reading process tells it to the one that asked."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 # it crosses a process border and becomes an InputError there
    """`kind` is a key of `plans.formats.pdf.REFUSALS`, `reason` says more where the sentence has room for it."""

    def __init__(self, kind: str, reason: str = "") -> None:
        super().__init__(kind, reason)
        self.kind = kind
        self.reason = reason
