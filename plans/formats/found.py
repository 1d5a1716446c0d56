"""What a reader of a file format gives: blocks, doubts about what it left unread, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from plans.blocks import Block


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the file that may hold tasks and was not read: one Vietnamese sentence with its place."""

    text: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a long reading is; both count pages from 1."""

    page: int
    pages: int


Reader: TypeAlias = Callable[[bytes, Path], Iterator[Block | Doubt | Reached]]
"""The content of a file, with its path for messages; raises an `InputError` where it cannot be read."""
