"""Folders that a store should not live in are named, others are not."""

from pathlib import Path

import pytest

from app.store.database import open_store
from app.store.places import place_warning

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
filer:/home /home nfs4 rw 0 0
/dev/sdb1 /home/ada/local ext4 rw 0 0
//filer/team /mnt/team\\040share cifs rw 0 0
share /mnt/host 9p rw 0 0
ada@box: /mnt/ssh fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/srv/tower/tower.db", ""),
        ("/tmp/tower.db", ""),
        ("/home/ada/tower.db", "nfs4"),
        ("/home/ada/local/tower.db", ""),
        ("/mnt/team share/x/tower.db", "cifs"),
        ("/mnt/team/tower.db", ""),
        ("/mnt/host/tower.db", "9p"),
        ("/mnt/ssh/tower.db", "fuse.sshfs"),
        ("\\\\filer\\team\\tower.db", "shared folder"),
        ("//filer/team/tower.db", "shared folder"),
        ("/srv/OneDrive - Contoso/tower.db", "OneDrive"),
        ("/srv/ada/Dropbox/tower/tower.db", "Dropbox"),
        ("/srv/ada/Google Drive/tower.db", "Google Drive"),
        ("/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/tower.db", "iCloud"),
        ("/srv/ada/Nextcloud/tower.db", "Nextcloud"),
        ("/srv/dropbox-notes/tower.db", ""),
        ("/Users/ada/Box/tower/tower.db", "Box"),
        ("/Users/ada/Library/CloudStorage/Box-Box/tower.db", "Box"),
        ("/srv/ada/Box Sync/tower.db", "Box"),
        ("/srv/ada/box/tower.db", ""),
        ("/Users/ada/box/tower.db", ""),
        ("/srv/Box/tower.db", ""),
    ],
)
def test_where_a_store_is_at_risk(path: str, named: str) -> None:
    words = place_warning(Path(path), MOUNTS)
    assert bool(words) == bool(named)
    assert named in words


def test_a_store_made_in_a_cloud_folder_says_so_once_and_keeps_the_warning(tmp_path: Path) -> None:
    path = tmp_path / "Dropbox" / "tower.db"
    store = open_store(path)
    assert "Dropbox" in store.note
    store.close()
    again = open_store(path)
    assert again.note == ""
    assert "Dropbox" in again.warning
    again.close()
