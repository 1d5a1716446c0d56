from __future__ import annotations

from pathlib import Path

import pytest

from db.shares import share_in

MOUNTS = r"""/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/home /srv/home nfs4 rw 0 0
//server/van-phong /mnt/V\304\203n\040ph\303\262ng cifs rw 0 0
//server/two\040words /mnt/two\040words cifs rw 0 0
/dev/sdb1 /srv/home/local xfs rw 0 0
user@host: /mnt/far fuse.sshfs rw 0 0
/dev/sdc1 /mnt/usb fuseblk rw 0 0
systemd-1 /auto autofs rw 0 0
server:/auto /auto nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("/var/lib/nhacviec/nhacviec.db", None),
        ("/srv/home/an/nhacviec.db", "nfs4"),
        ("/srv/homely/nhacviec.db", None),
        ("/srv/home/local/nhacviec.db", None),
        ("/mnt/two words/nhacviec.db", "cifs"),
        ("/mnt/far/nhacviec.db", "fuse.sshfs"),
        ("/mnt/usb/nhacviec.db", None),
        ("/auto/nhacviec.db", "nfs"),
    ],
)
def test_the_deepest_mount_decides_whether_a_file_is_on_a_share(path: str, share: str | None) -> None:
    assert share_in(MOUNTS, Path(path)) == share


def test_without_mounts_nothing_is_a_share() -> None:
    assert share_in("", Path("/var/nhacviec.db")) is None
