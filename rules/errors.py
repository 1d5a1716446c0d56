"""One family of errors: the docstring of each is its message, in Vietnamese, with the fields it was raised with.

`status` is the exit status of a command that ends with it (the command-line contract): 2 for wrong usage or
configuration, 3 for input that could not be read.
"""

from __future__ import annotations

import inspect
from typing import ClassVar


class NhacviecError(Exception):
    """Có lỗi."""

    status: ClassVar[int] = 2

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__((inspect.getdoc(type(self)) or "").format_map(fields))


class UsageError(NhacviecError):
    """{reason}"""


class InputError(NhacviecError):
    """Không đọc được {path}: {reason}."""

    status = 3
