"""For every test: the variables of whoever runs the tests do not configure the program under test."""

from __future__ import annotations

import os

for _name in [name for name in os.environ if name.startswith("NHACVIEC_")]:
    del os.environ[_name]
