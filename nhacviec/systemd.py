"""Telling systemd that the daemon is ready, alive, stopping (sd_notify); silent where nobody asked."""

from __future__ import annotations

import os
import socket


def notify(state: str) -> None:
    """Send `state` ("READY=1", "WATCHDOG=1", "STOPPING=1") to the socket that systemd named."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.send(state.encode())
