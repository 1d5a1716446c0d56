"""The vitals as Prometheus reads them. Names of metrics are a promise to whoever watches: add, never rename."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib.metadata import version
from platform import python_version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from scheduler.vitals import Vitals

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

STATES = ("queued", "sending", "sent", "failed", "superseded")


def exposition(found: Vitals) -> bytes:
    """The text of one scrape."""
    registry = CollectorRegistry()
    registry.register(_Figures(found))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, found: Vitals) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        found = self._found
        mails = GaugeMetricFamily("nhacviec_mails", "Mails in the outbox, by state.", labels=["state"])
        for state in STATES:
            mails.add_metric([state], found.mails.get(state, 0))
        yield mails
        yield CounterMetricFamily(
            "nhacviec_possible_duplicates", "Mails that may have been delivered twice.", value=found.possible_duplicates
        )
        waited = (found.at - found.oldest_queued_at).total_seconds() if found.oldest_queued_at else 0.0
        yield GaugeMetricFamily("nhacviec_oldest_queued_seconds", "Age of the oldest mail that waits.", value=waited)
        yield GaugeMetricFamily(
            "nhacviec_obligations_overdue", "Open obligations past their last day.", value=found.overdue
        )
        yield GaugeMetricFamily("nhacviec_delivery_paused", "1 while all mail is held back.", value=found.paused)
        yield GaugeMetricFamily("nhacviec_mail_server_silent", "1 while no mail server answers.", value=found.silent)
        yield from _instant("nhacviec_last_beat", "The daemon's last round", found.beat_at)
        yield from _instant("nhacviec_last_nightly", "The last unfolding of everything", found.nightly_at)
        yield from _instant("nhacviec_last_backup", "The last backup", found.backup_at)
        build = GaugeMetricFamily(
            "nhacviec_build_info", "Always 1.", labels=["version", "database_revision", "python_version"]
        )
        build.add_metric([version("nhacviec"), found.revision, python_version()], 1)
        yield build


def _instant(name: str, what: str, at: dt.datetime | None) -> Iterator[Metric]:
    """Left out where it never happened: a zero would be 1970."""
    if at is not None:
        yield GaugeMetricFamily(f"{name}_timestamp_seconds", f"{what}, Unix time.", value=at.timestamp())
