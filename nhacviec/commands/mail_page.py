"""A mail of the outbox on the terminal: when, to whom, the subject, and one line an item."""

from __future__ import annotations

import click

from db.mails import MailRow
from scheduler.clock import LOCAL
from scheduler.delivering.mail_words import ROLES


def show_mail(mail: MailRow) -> None:
    """Print one mail."""
    click.echo(f"{mail.created_at.astimezone(LOCAL):%d/%m/%Y %H:%M}  {mail.address}")
    click.echo(f"  {mail.subject}")
    for item in mail.items:
        due = ".".join(reversed(item["due"].split("-"))).replace(".", "/") if item["due"] else "chưa có ngày"
        rung = f" {item['rung']}" if item["rung"] else ""
        role = ROLES.get(item["role"], item["role"])
        click.echo(f"    {item['task'] or '':<9}{item['unit'] or '':<14}{role:<15}{due}{rung}  {item['reason']}")
    click.echo()
