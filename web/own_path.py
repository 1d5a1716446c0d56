"""Where somebody goes after signing in: only ever to a page of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 500


def own_path(wanted: str) -> str:
    """The path, with its query, if it is one of this site; else the start page.

    Browsers read `\\` as `/` and drop what is not printed, so neither may stand in it.
    """
    if not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > LONGEST:
        return "/"
    if "\\" in wanted or not wanted.isprintable() or " " in wanted:
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else wanted
