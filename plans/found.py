"""What a reader of a file format gives: blocks, and doubts about what it left unread."""

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


Reader: TypeAlias = Callable[[bytes, Path], Iterator[Block | Doubt]]
"""The content of a file, with its path for messages; raises an `InputError` where it cannot be read."""
