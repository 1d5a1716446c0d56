"""Where people find the page."""

from __future__ import annotations

from nhacviec.config import Config


def page_address(config: Config) -> str | None:
    """`office.public_url`, else the address listened at on this machine; None where there is no page."""
    if config.office.public_url:
        return config.office.public_url
    if not config.web.listen:
        return None
    host, _, port = config.web.listen.rpartition(":")
    everywhere = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104 - compared, not listened at
    return f"http://{everywhere.get(host, host)}:{port}"
