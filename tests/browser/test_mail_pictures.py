"""Every sort of mail drawn by a real browser, narrow and wide, light and dark: nothing may stick out sideways.

Needs the `chromium` program.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.model import Mail
from notifications.render import render
from notifications.samples import ASSIGNMENT, DIGEST, SAMPLES

_WORD = "Congvan" * 40
_UNBROKEN = replace(DIGEST.items[0], title=_WORD, plan=_WORD, place=_WORD, phrase=_WORD, why_date=_WORD)
MAILS: dict[str, Mail] = SAMPLES | {
    "unbroken": replace(DIGEST, recipient_name=_WORD, items=(_UNBROKEN,)),
    "unbroken-table": replace(
        ASSIGNMENT, lead=(replace(ASSIGNMENT.lead[0], title=_WORD, due_text=_WORD, phrase=_WORD),)
    ),
}
OFFLINE = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
)  # fmt: skip
# A headless window is never narrower than 500 pixels, so the phone is a frame of 375 in a page that measures it.
FRAME = """<!doctype html><body style="margin:0">
<iframe id="mail" src="mail.html" style="border:0;width:{width}px;height:2400px"></iframe>
<script>mail.onload = () => {{
  const drawn = mail.contentDocument, ink = getComputedStyle(drawn.querySelector(".ink"));
  Object.assign(document.body.dataset,
    {{measured: drawn.documentElement.scrollWidth, ink: ink.color, paper: ink.backgroundColor}});
}}</script>"""


def browse(folder: Path, *arguments: str) -> str:
    profile = f"--user-data-dir={folder / 'profile'}"
    # The page is a file and so is its frame: they may look at each other only with this permission.
    done = subprocess.run(
        ["chromium", *OFFLINE, "--allow-file-access-from-files", profile, *arguments, (folder / "frame.html").as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


def drawn(mail: Mail, folder: Path, width: int, *arguments: str) -> dict[str, str]:
    (folder / "mail.html").write_text(render(mail).html, encoding="utf-8")
    (folder / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    return dict(re.findall(r'data-(\w+)="([^"]*)"', browse(folder, "--dump-dom", *arguments)))


@pytest.mark.parametrize("width", [375, 1200])
@pytest.mark.parametrize("mail", MAILS.values(), ids=MAILS.keys())
def test_a_mail_fits_its_window(mail: Mail, width: int, tmp_path: Path) -> None:
    assert int(drawn(mail, tmp_path, width)["measured"]) <= width


@pytest.mark.parametrize(
    ("scheme", "ink", "paper"),
    [("0", "rgb(242, 242, 242)", "rgb(30, 30, 30)"), ("1", "rgb(27, 27, 27)", "rgb(255, 255, 255)")],
    ids=["dark", "light"],
)
def test_a_mail_follows_the_readers_scheme(scheme: str, ink: str, paper: str, tmp_path: Path) -> None:
    seen = drawn(DIGEST, tmp_path, 375, f"--blink-settings=preferredColorScheme={scheme}")
    assert (seen["ink"], seen["paper"]) == (ink, paper)
