"""Whether a folder lies on a network file system, where SQLite's WAL cannot keep its promises.

The readers of a WAL share memory, so all of them must be on one host (sqlite.org/wal.html).
"""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
"""Also there where a service sees nothing of /proc but processes (ProcSubset=pid)."""

_NETWORK = {"9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs"}
_NETWORK |= {"nfs", "nfs4", "ocfs2", "smb2", "smb3", "smbfs", "vboxsf"}
_NETWORK_FUSE = {"ceph", "davfs2", "glusterfs", "gvfsd-fuse", "rclone", "s3fs", "smbnetfs", "sshfs"}


def mounted_share(path: Path) -> str | None:
    """The kind of network file system `path` (which need not exist yet) lies on; None where it is local or unknown."""
    if not MOUNTS.exists():
        return None
    return share_in(MOUNTS.read_text("utf-8", errors="surrogateescape"), path.resolve())


def share_in(mounts: str, path: Path) -> str | None:
    """The same, from the text of /proc/self/mounts: the deepest mount point above `path`, the last of two alike."""
    kind, depth = "", 0
    for line in mounts.splitlines():
        point, mounted = (_unescaped(field) for field in line.split()[1:3])
        if path.is_relative_to(point) and len(Path(point).parts) >= depth:
            kind, depth = mounted, len(Path(point).parts)
    return kind if kind in _NETWORK or kind.removeprefix("fuse.") in _NETWORK_FUSE else None


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), field)
