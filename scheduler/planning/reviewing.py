"""A document that was read → its review, with the decisions of a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from db.engine import Connection
from plans.model import Document
from plans.review import decided
from plans.review.decisions import Decisions
from plans.review.review import Review, review
from plans.units.register import Register
from rules.errors import NhacviecError
from scheduler.known_register import register_in


class NoRegisterError(NhacviecError):
    """Chưa có danh bạ đơn vị: hãy ghi tệp danh bạ ở data.units trong config.toml (mẫu: examples/units.toml)."""


def register_of(conn: Connection) -> Register:
    """The register that plans are reviewed against. Raises `NoRegisterError` where there are no units yet."""
    register = register_in(conn)
    if not register.units:
        raise NoRegisterError
    return register


def reviewed(
    document: Document,
    register: Register,
    made: Decisions | None = None,
    *,
    period: tuple[int, int] | None = None,
    issued: dt.date | None = None,
) -> tuple[Document, Review]:
    """The document and its review, with the decisions `made` where there are any.

    `period` (inclusive years) and `issued` stand in the document's head as if it stated them, before what the decisions
    say.
    """
    head = replace(document.head, period=period or document.head.period, issued=issued or document.head.issued)
    document = replace(document, head=head)
    if made is None:
        return document, review(document, register)
    made = replace(made, period=None if period else made.period, issued=None if issued else made.issued)
    found = decided.apply(document, register, made)
    return found.document, found
