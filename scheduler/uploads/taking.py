"""A document is sent, read in a process of its own, and put away again.

Whoever reads it holds a claim that is renewed with every word on how far it is; once a claim has run out (the process
ended), anybody may have it read again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import threading
import time
from collections.abc import Callable

from db.engine import reading, writing
from db.uploads import (
    UploadRow,
    add_upload,
    change_upload,
    drop_upload,
    drop_uploads_until,
    upload_by_id,
    uploaded_content,
    uploads,
)
from plans.apart import read_plan
from plans.document_json import document_as_json
from rules.errors import InputError, NhacviecError
from scheduler.answering.attachments import Sent, safe_name
from scheduler.office import Office
from scheduler.planning.amendment import plan_in_force

log = logging.getLogger(__name__)

KEPT = dt.timedelta(days=30)
"""How long a document that nobody adopts is kept."""
CLAIM = dt.timedelta(minutes=3)
_TOLD_EVERY = 1.0
_ONE_AT_A_TIME = threading.Semaphore(1)
"""Reading takes a core and up to a gigabyte, beside a daemon that has to remind."""


class NoPlanFileError(NhacviecError):
    """Hãy chọn tệp kế hoạch."""


class LargePlanFileError(NhacviecError):
    """Tệp «{name}» lớn hơn {most} MB; hãy tách phần kế hoạch thành tệp riêng rồi tải lên."""


class GoneUploadError(NhacviecError):
    """Văn bản này không còn: đã được nạp, đã bỏ, hoặc đã quá {days} ngày; hãy tải lên lại."""


class BusyUploadError(NhacviecError):
    """Văn bản này đang được đọc; hãy chờ xong rồi xem kết quả."""


def take(office: Office, sent: Sent | None, amends: int | None, *, at: dt.datetime, actor: str) -> int:
    """Keep a document that is to be read, as an amended text of plan `amends` if one is given; gives its number.

    Raises `NoPlanFileError`, `LargePlanFileError`, and `PlanNotInForceError` where the plan is amended no more.
    """
    if sent is None:
        raise NoPlanFileError
    name, most = safe_name(sent.name), office.settings.most_plan
    if len(sent.content) > most:
        raise LargePlanFileError(name=name, most=most // 2**20)
    digest = hashlib.sha256(sent.content).hexdigest()
    with writing(office.engine) as conn:
        if amends is not None:
            plan_in_force(conn, amends)
        until = at + CLAIM
        return add_upload(
            conn, name=name, sha256=digest, actor=actor, at=at, amends=amends, claimed_until=until, content=sent.content
        )


def take_again(office: Office, number: int, *, at: dt.datetime) -> None:
    """Have it read once more. Raises `GoneUploadError`, `BusyUploadError` where somebody is at it."""
    with writing(office.engine) as conn:
        row = _there(upload_by_id(conn, number))
        if row.state == "reading" and row.claimed_until and row.claimed_until > at:
            raise BusyUploadError
        change_upload(conn, number, state="reading", claimed_until=at + CLAIM, reached=0, of_all=None, refusal=None)


def read_upload(office: Office, number: int, clock: Callable[[], dt.datetime]) -> None:
    """Read the document, and keep what was read, or the sentence why nothing was; one at a time in this process."""
    while not _ONE_AT_A_TIME.acquire(timeout=30):
        _keep(office, number, claimed_until=clock() + CLAIM)
    try:
        _read(office, number, clock)
    except Exception:
        log.exception("upload_failed", extra={"upload": number})
        _keep(office, number, state="refused", refusal="Không đọc được tệp do lỗi của hệ thống; lỗi đã được ghi lại.")
    finally:
        _ONE_AT_A_TIME.release()


def _read(office: Office, number: int, clock: Callable[[], dt.datetime]) -> None:
    with reading(office.engine) as conn:
        row, content = upload_by_id(conn, number), uploaded_content(conn, number)
    if row is None or content is None:
        return
    told = time.monotonic()

    def progress(done: int, total: int | None) -> None:
        nonlocal told
        if time.monotonic() - told >= _TOLD_EVERY:
            told = time.monotonic()
            _keep(office, number, reached=done, of_all=total, claimed_until=clock() + CLAIM)

    try:
        document = read_plan(content, row.name, progress)
    except InputError as refusal:
        _keep(office, number, state="refused", refusal=str(refusal))
    else:
        _keep(office, number, state="read", document=document_as_json(document))


def _keep(office: Office, number: int, **values: object) -> None:
    with writing(office.engine) as conn:
        change_upload(conn, number, **values)


def all_uploads(office: Office) -> list[UploadRow]:
    """The documents that are not adopted yet, the newest first."""
    with reading(office.engine) as conn:
        return uploads(conn)


def upload(office: Office, number: int) -> UploadRow:
    """The document of that number. Raises `GoneUploadError`."""
    with reading(office.engine) as conn:
        return _there(upload_by_id(conn, number))


def put_away(office: Office, number: int) -> None:
    """Delete the document and all that was decided about it. Raises `GoneUploadError`."""
    with writing(office.engine) as conn:
        if not drop_upload(conn, number):
            raise GoneUploadError(days=KEPT.days)


def put_old_away(office: Office, at: dt.datetime) -> None:
    """Delete what nobody adopted for so long."""
    with writing(office.engine) as conn:
        drop_uploads_until(conn, at - KEPT)


def _there(row: UploadRow | None) -> UploadRow:
    if row is None:
        raise GoneUploadError(days=KEPT.days)
    return row
