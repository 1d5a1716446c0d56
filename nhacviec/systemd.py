"""Telling systemd that the daemon is ready, alive, stopping (sd_notify); silent where nobody asked."""

from __future__ import annotations

import logging
import os
import socket

log = logging.getLogger(__name__)


def notify(state: str) -> None:
    """Send `state` ("READY=1", "WATCHDOG=1", "STOPPING=1") to the socket that systemd named; never raises.

    A socket that is gone or full is logged: the work goes on.
    """
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as channel:
            channel.connect("\0" + address[1:] if address.startswith("@") else address)
            channel.send(state.encode())
    except OSError as error:
        log.warning("not_notified", extra={"state": state, "reason": error.strerror})
