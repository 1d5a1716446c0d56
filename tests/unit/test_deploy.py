"""The files of `deploy/`: no daemon runs them here, so what they promise is read out of them."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from db.shares import MOUNTS
from nhacviec.cli import cli
from nhacviec.config import Daemon, load
from scheduler.vitals import BEAT_FRESH

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = ["nhacviec.service", "nhacviec-backup.service"]
PROGRAM = "/opt/nhacviec/.venv/bin/nhacviec"


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    """Section → key → values, in order."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    section = ""
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
        elif line and not line.startswith("#"):
            key, mark, value = line.partition("=")
            assert (mark, key.isidentifier()) == ("=", True), line
            found[section][key].append(value)
    return found


def seconds(value: str) -> int:
    number, _, minutes = value.partition("min")
    return int(number) * (60 if minutes == "" and "min" in value else 1)


def commands(name: str) -> list[str]:
    """Every call of the program that a unit makes, as typed."""
    return re.findall(rf"{PROGRAM} ([^'\"]*)", " ".join(unit(name)["Service"]["ExecStart"]))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_write_its_own_folders_and_gain_nothing(name: str) -> None:
    service = {key: values[-1] for key, values in unit(name)["Service"].items()}
    for key in (
        "NoNewPrivileges",
        "ProtectHome",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectClock",
        "ProtectControlGroups",
        "ProtectHostname",
        "ProtectKernelLogs",
        "ProtectKernelModules",
        "ProtectKernelTunables",
        "RestrictNamespaces",
        "RestrictRealtime",
        "RestrictSUIDSGID",
        "LockPersonality",
        "MemoryDenyWriteExecute",
    ):
        assert service[key] == "yes", key
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"], service["UMask"]) == ("strict", "", "0077")
    assert (service["User"], service["SystemCallArchitectures"]) == ("nhacviec", "native")
    assert unit(name)["Service"]["SystemCallFilter"][0] == "@system-service"


@pytest.mark.parametrize(("name", "command"), [("nhacviec.service", "run"), ("nhacviec-backup.service", "backup")])
def test_what_a_service_starts_is_a_command_of_ours(name: str, command: str) -> None:
    (typed,) = commands(name)
    context = cli.make_context("nhacviec", typed.split(), resilient_parsing=False)
    assert context.params["config"] == Path("/etc/nhacviec/config.toml")
    found = cli.get_command(context, typed.split()[2])
    assert isinstance(found, click.Command)
    assert (typed.split()[2], found.name) == (command, command)


def test_the_daemon_is_watched_with_room_for_a_long_beat() -> None:
    service = unit("nhacviec.service")["Service"]
    assert service["Type"] == ["notify"]
    assert service["Restart"] == ["on-failure"]
    assert unit("nhacviec.service")["Unit"]["StartLimitIntervalSec"] == ["0"]
    assert seconds(service["WatchdogSec"][0]) >= 2 * BEAT_FRESH.total_seconds()
    assert seconds(service["TimeoutStopSec"][0]) > Daemon().stop_seconds
    assert not [value for value in service["Environment"] if re.search("PASS|SECRET|TOKEN", value)]


def test_a_share_is_seen_where_a_service_sees_little_of_proc() -> None:
    assert unit("nhacviec.service")["Service"]["ProcSubset"] == ["pid"]
    assert MOUNTS.is_relative_to("/proc/self")
    assert MOUNTS.exists()


def test_old_backups_go_only_after_a_new_one_has_come() -> None:
    service = unit("nhacviec-backup.service")["Service"]
    assert service["Type"] == ["oneshot"]
    (removal,) = service["ExecStartPost"]
    assert re.search(r'^/usr/bin/find /var/backups/nhacviec .*-name "nhacviec-\*\.db" -mtime \+30 -delete$', removal)
    assert "/var/backups/nhacviec" in service["ReadWritePaths"][0].split()
    assert unit("nhacviec-backup.timer")["Timer"]["Persistent"] == ["yes"]
    assert all(when.endswith(" Asia/Ho_Chi_Minh") for when in unit("nhacviec-backup.timer")["Timer"]["OnCalendar"])


def dockerfile() -> list[str]:
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text("utf-8"))
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_is_pinned_runs_as_nobody_special_and_is_watched() -> None:
    lines = dockerfile()
    for line in lines:
        if line.startswith("FROM"):
            assert re.fullmatch(r"FROM python:\d+\.\d+-slim-\w+( AS \w+)?", line), line
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM"))
    users = [line.split()[1] for line in lines[last:] if line.startswith("USER")]
    assert users == ["nhacviec"]
    assert any(line.startswith("HEALTHCHECK") and "127.0.0.1:8765/healthz" in line for line in lines[last:])
    assert any("--require-hashes" in line for line in lines)
    assert lines[-2:] == ['ENTRYPOINT ["nhacviec"]', 'CMD ["run"]']


def test_the_image_has_every_room_and_nothing_else_of_the_tree() -> None:
    copied = [line.split()[1:-1] for line in dockerfile() if line.startswith("COPY") and "--from" not in line]
    names = {name for names in copied for name in names}
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py") if "ROOM_OF" in path.read_text("utf-8")}
    assert names == rooms | {"pyproject.toml", "README.md", "requirements-postgresql.txt"}
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {line.removeprefix("!") for line in allowed if line.startswith("!")} == names


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return read


def test_the_compose_file_pins_its_images_and_keeps_what_must_last() -> None:
    services = compose()["services"]
    assert re.fullmatch(r"postgres:\d+-\w+", services["db"]["image"])
    assert services["app"]["image"] == f"nhacviec:{version('nhacviec')}"
    kept = {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]}
    assert set(compose()["volumes"]) <= kept
    assert services["app"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert "healthcheck" in services["db"]
    assert (services["app"]["read_only"], services["app"]["cap_drop"]) == (True, ["ALL"])


def test_the_compose_file_opens_its_port_to_this_machine_alone() -> None:
    assert [port for service in compose()["services"].values() for port in service.get("ports", ())] == [
        "127.0.0.1:8765:8765"
    ]


def test_no_secret_is_in_the_files() -> None:
    for service in compose()["services"].values():
        for name, value in service["environment"].items():
            if "PASSWORD" in name:
                assert re.fullmatch(r"\$\{\w+:[?-].*\}", value), name
    for path in DEPLOY.iterdir():
        assert not re.search(r"://\w+:[^@\s]+@", path.read_text("utf-8")), path


def test_the_program_takes_what_image_and_compose_file_set(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("", "utf-8")
    built = re.findall(r"(NHACVIEC_\w+)=(\S+)", "\n".join(dockerfile()))
    alone = load(tmp_path / "config.toml", dict(built))
    assert alone.data.database == "sqlite:////var/lib/nhacviec/nhacviec.db"
    environment = {name: str(value) for name, value in compose()["services"]["app"]["environment"].items()}
    environment = {**dict(built), **environment}
    settings = load(tmp_path / "config.toml", environment)
    assert settings.data.database == "postgresql://nhacviec@db/nhacviec"
    assert (settings.web.listen, settings.logs.format) == ("0.0.0.0:8765", "json")
    assert settings.data.mail == Path("/var/lib/nhacviec/mail")


def typed_in(page: str) -> list[list[str]]:
    """Every call of the program in a page, in code blocks and in running text."""
    text = (ROOT / page).read_text("utf-8")
    blocks = re.findall(r"(?m)^[#$] (?:sudo )?nhacviec ([^\n#]+)", text)
    spoken = re.findall(r"`nhacviec ([^`]+)`", text)
    return [call.split() for call in (*blocks, *spoken)]


def test_every_command_of_the_operations_page_is_one() -> None:
    calls = typed_in("docs/operations.md")
    assert len(calls) > 10
    for words in calls:
        context = click.Context(cli)
        command: click.Command = cli
        while isinstance(command, click.Group):
            found = command.get_command(context, words[0])
            assert found is not None, words
            command, words = found, words[1:]
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, words


def test_every_file_and_folder_that_the_page_takes_from_the_tree_is_there() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    named = re.findall(r"/opt/nhacviec/((?:deploy|examples|config|requirements)[\w./*-]*)", text)
    named += re.findall(r"\]\(\.\./([\w./-]+)\)", text)
    assert len(named) > 8
    for name in named:
        assert list(ROOT.glob(name)), name


def test_the_administrators_command_is_a_script_of_the_shell() -> None:
    script = DEPLOY / "nhacviec"
    assert script.stat().st_mode & 0o111 == 0o111
    subprocess.run(["sh", "-n", script], check=True)
    assert f"{PROGRAM} --config /etc/nhacviec/config.toml" in script.read_text("utf-8")


def test_the_proxy_tells_the_visitor_and_hides_what_is_for_machines() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "access_log off;" in text
    assert re.search(r"location ~ \^/\(healthz\|readyz\|metrics\)\$ \{\s+return 404;", text)
    assert text.count("{") == text.count("}")
