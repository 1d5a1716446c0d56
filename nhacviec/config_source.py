"""Where the configuration comes from, a TOML file and environment variables, and how a fault in it is worded.

Every refusal names its place: file, line and key, or the variable. The value of a secret is never shown.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nhacviec.file_errors import reason
from nhacviec.suggestion import suggestion
from rules.errors import NhacviecError

PREFIX = "NHACVIEC_"
PLACES = (Path("config.toml"), Path("/etc/nhacviec/config.toml"))
SECRETS = {("smtp", "password"), ("imap", "password"), ("data", "database")}

Known = Mapping[str, Mapping[str, Any]]  # section → key → default


class ConfigError(NhacviecError):
    """{problems}"""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the section, the key (None: the section itself), the value given, and what is allowed.

    `reason` None says that nothing of that name exists. `number` counts from 0 among sections of one name.
    """

    section: str
    key: str | None
    value: object = None
    reason: str | None = None
    number: int | None = None


@dataclass(slots=True)
class Source:
    """A configuration file as read: `path` None where there is none. Paths in it are relative to `folder`."""

    path: Path | None
    folder: Path
    text: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)

    def worded(self, problem: Problem, known: Known) -> str:
        """The fault as one Vietnamese sentence."""
        section, key = problem.section, problem.key
        place = f"{self.path}{self._line(problem)}: "
        if problem.reason is None:
            return f"{place}{_unknown(section, key, known)}"
        name = f"khóa {section}.{key}" if key else _section_name(problem)
        outer, _, inner = section.partition(".")
        if key and (variable := self.variables.get((section, key))):
            place, name = "", f"Biến môi trường {variable}"
        elif variable := self.variables.get((outer, inner)):
            place, name = "", f"Biến môi trường {variable}, {name}"
        elif self.path is None:
            place = "Cấu hình mặc định: "
        given = f" = {_shown(problem.value)}" if key and (section, key) not in SECRETS else ""
        return f"{place}{name}{given} không hợp lệ: {problem.reason}."

    def _line(self, problem: Problem) -> str:
        number = _line_of(self.text, problem.section, problem.key, problem.number)
        return f", dòng {number}" if number else ""


def _section_name(problem: Problem) -> str:
    if problem.number is None:
        return f"[{problem.section}]"
    return f"[[{problem.section}]] thứ {problem.number + 1}"


def find(path: Path | None, environ: Mapping[str, str]) -> Source:
    """The file to read: the one named by argument or NHACVIEC_CONFIG, else the first of `PLACES`, else none."""
    named = path or (Path(environ["NHACVIEC_CONFIG"]) if environ.get("NHACVIEC_CONFIG") else None)
    chosen = named or next((place for place in PLACES if place.exists()), None)
    if chosen is None:
        return Source(None, Path.cwd())
    try:
        text = chosen.read_text("utf-8-sig")  # a Windows editor may put a byte-order mark first
        return Source(chosen, chosen.resolve().parent, text, tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(problems=f"Không đọc được tệp cấu hình {chosen}: {reason(error)}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(problems=_syntax(chosen, str(error))) from error


def override(source: Source, environ: Mapping[str, str], known: Known) -> dict[str, Any]:
    """The values of the file with those of the environment over them; remembers in `source` which variable set what."""
    values = {name: dict(v) if isinstance(v, dict) else v for name, v in source.values.items()}
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable == "NHACVIEC_CONFIG":
            continue
        section, _, key = variable.removeprefix(PREFIX).lower().partition("__")
        if key not in known.get(section, {}):
            raise ConfigError(problems=f"Biến môi trường {variable}: {_unknown(section, key or None, known)}")
        source.variables[section, key] = variable
        table = values.setdefault(section, {})
        if isinstance(table, dict):
            table[key] = _from_text(text, known[section][key])
    return values


def problem(detail: Mapping[str, Any]) -> Problem:
    """A pydantic error detail as a fault in our words."""
    section, key, number = _place(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return Problem(section, key, number=number)
    if detail["type"] == "missing":
        return Problem(section, None, reason=f"thiếu khóa {key}", number=number)
    return Problem(section, key, detail["input"], _wanted(detail), number)


def _place(loc: Sequence[str | int]) -> tuple[str, str | None, int | None]:
    """Section, key and, in a section that may stand several times, its number; an element of a list is in its key."""
    match [*loc]:
        case [str(outer), str(inner), int(number), str(key), *_]:
            return f"{outer}.{inner}", key, number
        case [section, key, *_]:
            return str(section), str(key), None
    return str(loc[0]), None, None


def _wanted(detail: Mapping[str, Any]) -> str:
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "value_error":
            return str(limits["error"])
        case "int_type":
            return "cần một số nguyên"
        case "bool_type":
            return "cần true hoặc false"
        case "string_type":
            return 'cần chữ đặt trong dấu nháy kép "…"'
        case "tuple_type":
            return "cần danh sách số nguyên, ví dụ [14, 3]"
        case "literal_error":
            return f"chỉ nhận {limits['expected'].replace(' or ', ' hoặc ')}"
        case "greater_than_equal":
            return f"không được nhỏ hơn {limits['ge']}"
        case "less_than_equal":
            return f"không được lớn hơn {limits['le']}"
        case "too_short":
            return "không được để trống"
        case "model_type":
            return "đây là tên một mục, các khóa của nó ghi ở những dòng sau tên mục"
    return "giá trị không đúng kiểu"


def _from_text(text: str, default: object) -> object:
    """A variable's text as the value TOML would hold: words stay words, numbers, lists and true/false are read."""
    if not isinstance(default, int | tuple):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _unknown(section: str, key: str | None, known: Known) -> str:
    if section not in known:
        return f"không có mục [{section}]{suggestion(section, known)}. Các mục: {', '.join(known)}."
    keys, name = known[section], key or ""
    return f"không có khóa {section}.{name}{suggestion(name, keys)}. Các khóa của [{section}]: {', '.join(keys)}."


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _line_of(text: str, section: str, key: str | None, number: int | None) -> int | None:
    """The line (from 1) of a key, else that of its section's heading, else None.

    `number` says which section of that name is meant, from 0; None where a name is borne once.
    """
    current, heading, seen = "", None, -1
    for line_number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*(\[{1,2})\s*([\w.-]+)\s*\]", line):
            current = found[2]
            seen += current == section and found[1] == "[["
            meant = (current == section and number in (None, seen)) or current == f"{section}.{key}"
            heading = line_number if meant else heading
        elif found := re.match(r"\s*([\w.-]+)\s*=", line):
            name = f"{current}.{found[1]}".lstrip(".")
            if name == section or (name == f"{section}.{key}" and number in (None, seen)):
                return line_number
    return heading


def _syntax(path: Path, message: str) -> str:
    found = re.search(r"at line (\d+), column (\d+)", message)
    place = f", dòng {found[1]}, cột {found[2]}" if found else ", cuối tệp"
    return (
        f"{path}{place}: không đúng cú pháp TOML. Mỗi dòng là một khóa dạng khóa = giá trị; "
        'chữ đặt trong dấu nháy kép "…", mỗi khóa ghi một lần.'
    )
