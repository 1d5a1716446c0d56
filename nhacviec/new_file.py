"""A file that a command writes: new and whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def write_new(path: Path, content: bytes) -> None:
    """All of the file or none of it; never over another one. Raises `FileExistsError` or another `OSError`."""
    path.open("xb").close()  # the name is ours from here on
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        path.unlink()
        raise
