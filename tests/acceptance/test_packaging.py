"""The wheel as it would be installed, and the guard that notices a stranger's package under one of our common names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

from nhacviec.guard import MARKER, ROOMS

ROOT = Path(__file__).parents[2]
MAIN = "import sys; sys.path[:0] = sys.argv.pop(1).split(); from nhacviec.__main__ import main; main()"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return folder / build_wheel(str(folder))


@pytest.fixture
def site(wheel: Path, tmp_path: Path) -> Path:
    """A folder that holds what the wheel installs."""
    folder = tmp_path / "site"
    ZipFile(wheel).extractall(folder)
    return folder


def version(*places: Path) -> subprocess.CompletedProcess[str]:
    """`nhacviec --version` with these folders first on the path."""
    command = [sys.executable, "-I", "-c", MAIN, " ".join(map(str, places)), "--version"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_wheel_holds_the_rooms_and_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


def test_the_wheel_carries_every_file_of_the_rooms(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file()}
    assert {name for name in files if "__pycache__" not in name} <= set(ZipFile(wheel).namelist())


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_bears_the_marker(room: str) -> None:
    assert MARKER in (ROOT / room / "__init__.py").read_text("utf-8").splitlines()


def test_our_own_rooms_pass_the_guard(site: Path) -> None:
    done = version(site)
    assert (done.returncode, done.stdout, done.stderr) == (0, "nhacviec 0.1.0\n", "")


def assert_stopped(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_a_stranger_installed_over_a_room_is_named_and_not_run(site: Path) -> None:
    (site / "rules/__init__.py").write_text("raise SystemExit('ran')", "utf-8")
    assert_stopped(version(site), "«rules»", str(site / "rules/__init__.py"), "không thuộc nhacviec")


def test_a_stranger_earlier_on_the_path_is_named_and_not_run(site: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "khac/scheduler/__init__.py"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("raise SystemExit('ran')", "utf-8")
    assert_stopped(version(tmp_path / "khac", site), "«scheduler»", str(stranger))


def test_another_copy_of_our_own_room_is_no_sibling_either(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "khac/db/__init__.py"
    copy.parent.mkdir(parents=True)
    copy.write_text(f"{MARKER}\n", "utf-8")
    assert_stopped(version(tmp_path / "khac", site), "«db»", str(copy))


def test_a_room_whose_entry_another_packages_removal_took_away_is_named(site: Path) -> None:
    (site / "db/__init__.py").unlink()
    assert_stopped(version(site), "«db»", "không thuộc nhacviec")
