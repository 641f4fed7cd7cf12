"""What a disk may hold after a power cut: the calls of a real run, replayed in part (F5).

A run is recorded with strace. A cut is put anywhere between two calls; of what was written since
the last fsync of a file, each sector is there or not, and of what was done to a folder since its
last fsync, the first so many things are.
"""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTOR = 512
CALLS = "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,unlink,link,close"
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)(?:<.*>)?(?: .*)?$")
_FD = re.compile(r"^(\d+)(?:<[^>]*>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')

Step = tuple[str, tuple[object, ...]]


def record(code: str, folder: Path, *arguments: object) -> list[Step]:
    """The calls that a piece of Python made on files of the folder, and what it printed."""
    trace = folder.parent / "trace"
    command = ["strace", "-f", "-qq", "-xx", "-s", "1000000", "-o", str(trace), "-e",
               f"trace={CALLS}", sys.executable, "-c", code, str(folder)]  # fmt: skip
    subprocess.run([*command, *map(str, arguments)], cwd=ROOT, check=True, capture_output=True)
    return list(_steps(trace.read_text(), folder))


def _steps(trace: str, folder: Path) -> Iterator[Step]:
    paths: dict[int, str] = {}
    places: dict[int, int] = {}
    inside = f"{folder}/"
    for line in trace.splitlines():
        match = _LINE.match(line)
        if match is None or match[3].startswith("-"):
            continue
        call, words, result = match[1], match[2], int(match[3])
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(words)]
        if call == "openat":
            path = texts[0].decode("utf-8", "replace")
            paths[result], places[result] = path, 0
            if path.startswith(inside) and "O_CREAT" in words:
                yield "create", (path, "O_TRUNC" in words)
            continue
        if call in ("rename", "unlink", "link"):
            names = [text.decode() for text in texts]
            if names[0].startswith(inside):
                yield call, tuple(names)
            continue
        found = _FD.match(words)
        number = int(found[1]) if found else -1
        path = paths.get(number, "")
        if call == "close":
            paths.pop(number, None)
        elif call == "write" and number == 1:
            yield "said", (texts[0].decode(),)
        elif path.startswith(inside) or path == str(folder):
            if call == "write":
                yield "write", (number, path, places[number], texts[0])
                places[number] += result
            elif call == "pwrite64":
                yield "write", (number, path, int(words.rsplit(", ", 1)[1]), texts[0])
            elif call == "lseek":
                places[number] = result
            elif call == "ftruncate":
                yield "truncate", (number, path, int(words.rsplit(", ", 1)[1]))
            else:
                yield "sync", (number, path)


@dataclass
class _File:
    """What is on the disk for sure, and what may be."""

    sure: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def now(self, dice: random.Random | None) -> bytes:
        """With everything, or with what the dice leave of it."""
        content = bytearray(self.sure)
        for place, data in self.pending:
            if data is None:
                if dice is None or dice.random() < 0.5:
                    del content[place:]
                    content.extend(bytes(place - len(content)))
                continue
            whole = dice is None or dice.random() < 0.5
            for at in range(0, len(data), SECTOR):
                if whole or (dice is not None and dice.random() < 0.3):
                    part = data[at : at + SECTOR]
                    content.extend(bytes(max(0, place + at + len(part) - len(content))))
                    content[place + at : place + at + len(part)] = part
        return bytes(content)


def cut(steps: list[Step], before: Path, folder: Path, target: Path, dice: random.Random) -> str:
    """Make `target` what the disk may hold after a cut; what had been said until then.

    `before` holds the folder as it was, `folder` is the name it had while it ran.
    """
    files: dict[str, _File] = {}
    for path in before.rglob("*"):
        if path.is_file():
            files[f"{folder}/{path.relative_to(before)}"] = _File(path.read_bytes())
    sure = dict(files)
    undecided: list[dict[str, _File]] = []
    said = ""
    for kind, what in steps[: dice.randint(0, len(steps))]:
        if kind == "said":
            said += str(what[0])
        elif kind == "write":
            files[str(what[1])].pending.append((int(str(what[2])), what[3]))  # type: ignore[arg-type]
        elif kind == "truncate":
            files[str(what[1])].pending.append((int(str(what[2])), None))
        elif kind == "sync" and str(what[1]) in files:
            file = files[str(what[1])]
            file.sure, file.pending = file.now(None), []
        elif kind == "sync":
            sure, undecided = dict(files), []
        else:
            _change(files, kind, [str(each) for each in what])
            undecided.append(dict(files))
    seen = dice.choice([sure, *undecided])
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name, file in seen.items():
        if not name.endswith("-shm"):
            path = target / Path(name).relative_to(folder)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(file.now(dice))
    return said


def _change(files: dict[str, _File], kind: str, names: list[str]) -> None:
    if kind == "create":
        if names[0] not in files:
            files[names[0]] = _File()
        elif names[1] == "True":
            files[names[0]].pending.append((0, None))
    elif kind == "unlink":
        files.pop(names[0], None)
    elif kind == "link":
        files[names[1]] = files[names[0]]
    elif names[0] in files:
        files[names[1]] = files.pop(names[0])
