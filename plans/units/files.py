"""The unit register's file ↔ `Register`: .toml, .xlsx or .csv, whichever its name ends in."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping
from pathlib import Path
from types import ModuleType

from plans.errors import MissingFileError, RegisterError
from plans.units.contradictions import contradictions
from plans.units.entries import contacts_of, group_of, unit_of
from plans.units.register import Contact, ContactRole, Group, Kind, Register, Resolved, Unit

__all__ = ["Contact", "ContactRole", "Group", "Kind", "Register", "Resolved", "Unit", "load", "written"]

_FORMS: Mapping[str, str] = {
    ".toml": "plans.units.toml_form",
    ".xlsx": "plans.units.xlsx_form",
    ".csv": "plans.units.csv_form",
}
"""The module that reads and writes each form, imported when it is needed: openpyxl takes long to import."""

_TOLD = 40
"""How many mistakes are told one by one."""


def load(path: Path, *, known: Collection[str] = ()) -> Register:
    """The register in `path`. `RegisterError` names every mistake in it with its place, not only the first.

    Where it only adds to a register, `known` are the codes of the units there: it may speak of them and hold no unit.
    """
    form, mistakes = _form(path), list[str]()
    entries = form.read(_content(path), path, mistakes)
    if not any(entries.values() if known else [entries["unit"]]) and not mistakes:
        mistakes.append("chưa có đơn vị nào")
    units, groups = tuple(map(unit_of, entries["unit"])), tuple(map(group_of, entries["group"]))
    contacts = tuple(contact for entry in entries["contact"] for contact in contacts_of(entry))
    # Contradictions between entries mean something only where each entry is sound.
    mistakes = mistakes or list(contradictions(units, groups, contacts, known))
    if mistakes:
        more = f"; và {len(mistakes) - _TOLD} lỗi khác" if len(mistakes) > _TOLD else ""
        raise RegisterError(path=path, reason="; ".join(mistakes[:_TOLD]) + more)
    return Register(units, groups, contacts)


def written(register: Register, path: Path) -> bytes:
    """What a file of the name `path` holds for `register`; read again it is equal. Raises `RegisterError`."""
    content: bytes = _form(path).write(register)
    return content


def _form(path: Path) -> ModuleType:
    form = _FORMS.get(path.suffix.casefold())
    if form is None:
        raise RegisterError(path=path, reason=f"danh bạ phải là tệp {', '.join(_FORMS)}")
    return importlib.import_module(form)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(path=path) from None
    except OSError as error:
        raise RegisterError(path=path, reason=f"hệ điều hành không cho đọc ({error.strerror})") from None
