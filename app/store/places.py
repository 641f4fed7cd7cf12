"""Folders in which a live store is at risk: on a network, or copied about by a cloud's program."""

import re
import sys
from pathlib import Path, PureWindowsPath

NETWORK_TYPES = frozenset({
    "9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone",
    "fuse.s3fs", "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3",
    "smbfs", "webdav",
})  # fmt: skip
"""File system types, as the list of mounts names them."""
_CLOUDS = (
    (re.compile(r"onedrive( - .*)?", re.IGNORECASE), "OneDrive"),
    (re.compile(r"dropbox( \(.*\))?", re.IGNORECASE), "Dropbox"),
    (re.compile(r"google ?drive|googledrive-.*|my drive", re.IGNORECASE), "Google Drive"),
    (re.compile(r"icloud ?drive|com~apple~clouddocs|mobile documents", re.IGNORECASE), "iCloud"),
    (re.compile(r"box sync|box-box", re.IGNORECASE), "Box"),
    (re.compile(r"nextcloud|owncloud", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"sharepoint.*", re.IGNORECASE), "SharePoint"),
)
_HOMES = ("Users", "home")
_IN_HOME = {"Box": "Box"}
"""Names too common to mean a cloud, except as its program writes them in somebody's home."""
_MOUNTS = Path("/proc/mounts")
_REMOTE_DRIVE = 4


def place_warning(path: Path, mounts: str | None = None) -> str:
    """One sentence about the folder of a store, empty when it is a good place.

    `mounts` is the text of the system's list of mounts, by default the real one.
    """
    cloud = cloud_of(path)
    if cloud:
        return (
            f"{path.parent} is copied by {cloud}, which can tear the store apart while it is "
            "written. Keep the store on this computer's own disk and put backups there instead."
        )
    network = network_of(path, _mounts() if mounts is None else mounts)
    if network:
        return (
            f"{path.parent} is on a network ({network}), where a store can be damaged when two "
            "computers use it. Keep the store on this computer's own disk and put backups there."
        )
    return ""


def cloud_of(path: Path) -> str:
    """The cloud whose program looks after the folder, by the names on its path; or empty."""
    parts = path.parent.parts
    for above, part in zip(parts, parts[2:], strict=False):
        if above in _HOMES and part in _IN_HOME:
            return _IN_HOME[part]
    for part in parts:
        for pattern, name in _CLOUDS:
            if pattern.fullmatch(part):
                return name
    return ""


def network_of(path: Path, mounts: str) -> str:
    """What kind of network the folder is on; empty for a disk of this computer."""
    if str(path).startswith(("\\\\", "//")):
        return "a shared folder"
    drive = PureWindowsPath(path).drive
    if drive and _is_remote(drive):
        return f"drive {drive}"
    return _mounted_from(path.parent, mounts)


def _mounted_from(folder: Path, mounts: str) -> str:
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        if folder.is_relative_to(point) and len(point.parts) > best:
            best, kind = len(point.parts), fields[2]
    return kind if kind in NETWORK_TYPES else ""


def _unescaped(text: str) -> str:
    """The list of mounts writes a blank as a backslash and 040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _mounts() -> str:
    try:
        return _MOUNTS.read_text("utf-8", "replace")
    except OSError:
        return ""


if sys.platform == "win32":
    import ctypes

    def _is_remote(drive: str) -> bool:
        return ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE

else:

    def _is_remote(_drive: str) -> bool:
        return False
