"""The program started once and forked for each run: a process each, without its own start.

What a fresh start adds (reading the modules, a hash seed of its own) the tests that are about it
ask for by `afresh`.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path


class Started:
    """A process that has read the program and waits for what to run."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.started"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, arguments: list[str], environment: dict[str, str], folder: Path, timeout: int
    ) -> tuple[int, str, str]:
        """(exit code, stdout, stderr) of `python -m app ARGUMENTS`; killed after `timeout`."""
        out, err = folder / "stdout", folder / "stderr"
        call = [arguments, environment, str(out), str(err), timeout]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        said = out.read_text("utf-8"), err.read_text("utf-8")
        out.unlink()
        err.unlink()
        return code, *said

    def close(self) -> None:
        """End the waiting process."""
        self._process.communicate()


def _run(
    arguments: list[str], environment: dict[str, str], out: str, err: str, timeout: int
) -> None:
    """Be `python -m app` from here on."""
    import runpy

    signal.alarm(timeout)
    os.environ.clear()
    os.environ.update(environment)
    for number, path, mode in ((0, os.devnull, os.O_RDONLY), (1, out, os.O_WRONLY | os.O_CREAT),
                               (2, err, os.O_WRONLY | os.O_CREAT)):  # fmt: skip
        opened = os.open(path, mode, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["app", *arguments]
    runpy.run_module("app", run_name="__main__", alter_sys=True)


def _serve() -> None:
    import app.cli.program  # noqa: F401 - what each run would read again

    with os.fdopen(os.dup(0), encoding="utf-8") as calls:
        for call in iter(calls.readline, ""):
            child = os.fork()
            if not child:
                _run(*json.loads(call))
                return
            _, status = os.waitpid(child, 0)
            sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _serve()
