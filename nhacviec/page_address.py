"""Where people find the page."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address

from nhacviec.config import Config


def page_address(config: Config) -> str | None:
    """`office.public_url`, else the address listened at on this machine; None where there is no page."""
    if config.office.public_url:
        return config.office.public_url
    if not config.web.listen:
        return None
    host, _, port = config.web.listen.rpartition(":")
    return f"http://{_here(host)}:{port}"


def _here(host: str) -> str:
    """This machine, where every address of it is listened at."""
    with suppress(ValueError):  # a name, not an address
        if (listened := ip_address(host.strip("[]"))).is_unspecified:
            return "127.0.0.1" if listened.version == 4 else "[::1]"
    return host
