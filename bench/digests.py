"""Digests decided, rendered, built and stored with their notices; beside EmailMessage building the same two parts."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bench.measure import Rate, show
from bench.stage import FIRST, MORNING, add_duties, office
from db.engine import reading
from db.mails import mail_by_id, mails
from scheduler.office import Office
from scheduler.writing.digests import write_digests

UNITS = 1_000
TURNS = 5


def main() -> None:
    ours, limits = [], []
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory(prefix="nhacviec-") as folder:
            where = office(Path(folder), UNITS)
            add_duties(where, UNITS, FIRST + dt.timedelta(days=7), MORNING, UNITS)
            begun = time.perf_counter()
            written = write_digests(where, MORNING)
            ours.append(written / (time.perf_counter() - begun))
            limits.append(_email_message(where))
            where.engine.dispose()
    alone = Rate("EmailMessage, building and flattening alone", statistics.median(limits), "mails")
    show(alone)
    show(Rate(f"digests, {written:,} of one duty each", statistics.median(ours), "mails"), alone)
    ratios = sorted(one / limit for one, limit in zip(ours, limits, strict=True))
    print(f"  ratios of the {TURNS} turns: {', '.join(f'{one:.2f}' for one in ratios)}; needed 3.08 (2,000 ÷ 650)")


def _email_message(where: Office) -> float:
    """How many mails a second EmailMessage makes of the text and HTML of a digest."""
    with reading(where.engine) as conn:
        found = mail_by_id(conn, mails(conn, limit=1)[0].id)
    assert found is not None
    row, body = found
    text, html = _parts(body)
    begun, count = time.perf_counter(), 300
    for n in range(count):
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = "nhac-viec@example.test", row.address, row.subject
        mail["Message-ID"] = f"<{n}@example.test>"
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
        mail.as_bytes()
    return count / (time.perf_counter() - begun)


def _parts(body: bytes) -> tuple[str, str]:
    text, html = message_from_bytes(body, policy=SMTP).iter_parts()
    return text.get_content(), html.get_content()
