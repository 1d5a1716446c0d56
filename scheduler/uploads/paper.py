"""A document that was read, with all that was decided about it so far: its review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.engine import Connection, reading, writing
from db.uploads import (
    UploadRow,
    change_upload,
    upload_by_id,
    uploaded_content,
    uploaded_decisions,
    uploaded_document,
)
from plans.document_json import document_of
from plans.model import Document
from plans.review.decisions import Decisions, DecisionsError, Tables, build
from plans.review.review import Review
from plans.units.register import Register
from rules.errors import NhacviecError
from scheduler.office import Office, World, world
from scheduler.planning.dated_tasks import DatedTask, dated_tasks
from scheduler.planning.reviewing import register_of, reviewed
from scheduler.uploads.taking import KEPT, GoneUploadError

KINDS = ("plan", "tasks", "units", "duties")


class UnreadUploadError(NhacviecError):
    """Văn bản này chưa đọc xong."""


class BadDecisionsError(NhacviecError):
    """Chưa ghi gì: {reason}."""


class ChangedUploadError(NhacviecError):
    """Các quyết định vừa được sửa ở nơi khác; hãy xem lại rồi làm tiếp."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document under review. `decisions` None: nothing was decided. `fault`: why what was decided cannot be carried
    out any more (the register has changed); the review is then that of the document as printed."""

    row: UploadRow
    document: Document
    review: Review
    decisions: Decisions | None
    register: Register
    known: World
    fault: str | None = None

    @property
    def name(self) -> Path:
        """The name of the file, where a use case wants a path."""
        return Path(self.row.name)

    def dated(self) -> list[DatedTask]:
        """The tasks with their dates."""
        return list(dated_tasks(self.review, self.known.calendar, self.known.settings.choices))


def paper(office: Office, number: int) -> Paper:
    """The document with its review. Raises `GoneUploadError`, `UnreadUploadError`, `NoRegisterError`."""
    with reading(office.engine) as conn:
        return paper_in(conn, office, number)


def paper_in(conn: Connection, office: Office, number: int) -> Paper:
    """The same within a transaction."""
    row, stored = upload_by_id(conn, number), uploaded_document(conn, number)
    if row is None:
        raise GoneUploadError(days=KEPT.days)
    if row.state != "read" or stored is None:
        raise UnreadUploadError
    tables = uploaded_decisions(conn, number)
    register, known, document = register_of(conn), world(office, conn), document_of(stored)
    return _reviewed(row, document, tables, register, known)


def _reviewed(row: UploadRow, document: Document, tables: Tables, register: Register, known: World) -> Paper:
    decisions = build(Path(row.name), tables) if any(tables.values()) else None
    fault = None
    try:
        found, review = reviewed(document, register, decisions)
    except DecisionsError as error:
        fault, decisions = str(error.fields["reason"]), None
        found, review = reviewed(document, register)
    return Paper(row, found, review, decisions, register, known, fault)


def decide(office: Office, number: int, change: Callable[[Tables], None]) -> Paper:
    """Let `change` alter the tables of decisions, and keep them where they can be carried out.

    Raises `BadDecisionsError` with nothing kept where they cannot, and as `paper` does.
    """
    with writing(office.engine) as conn:
        before = paper_in(conn, office, number)
        tables = tables_in(uploaded_decisions(conn, number))
        change(tables)
        try:
            reviewed(before.document, before.register, build(before.name, tables))
        except DecisionsError as error:
            raise BadDecisionsError(reason=error.fields["reason"]) from error
        change_upload(conn, number, decisions=tables, version=before.row.version + 1)
        return paper_in(conn, office, number)


def tables_in(stored: Mapping[str, Any]) -> Tables:
    """The tables as they may be changed: each kind is there, and none is shared with `stored`."""
    found: Tables = {}
    for kind in KINDS:
        entries = stored.get(kind, {})
        found[kind] = {name: dict(one) if isinstance(one, dict) else one for name, one in entries.items()}
    return found


def laid_over(tables: Tables, others: Tables) -> None:
    """Put the decisions of `others` over `tables`, key by key."""
    for kind in KINDS:
        for name, one in others.get(kind, {}).items():
            if isinstance(one, dict):
                tables[kind].setdefault(name, {}).update(one)
            else:
                tables[kind][name] = one


def content_of(conn: Connection, number: int) -> bytes:
    """What is in the file. Raises `GoneUploadError`."""
    content = uploaded_content(conn, number)
    if content is None:
        raise GoneUploadError(days=KEPT.days)
    return content


def content(office: Office, number: int) -> bytes:
    """The same in a transaction of its own."""
    with reading(office.engine) as conn:
        return content_of(conn, number)
