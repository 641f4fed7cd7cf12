"""Measuring and printing: CPU seconds (user + system), medians, ratios."""

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Any


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def row(what: str, seconds: float, note: str = "") -> None:
    print(f"{what:58} {seconds:10.4f} s  {note}", flush=True)


def ratio(what: str, ours: float, peer: float, goal: str) -> None:
    print(f"{what:58} {ours / peer:10.2f} ×  goal {goal}", flush=True)


def command(arguments: Sequence[str], stdin: str | None = None) -> tuple[float, int]:
    """CPU seconds of one finished child process, and the peak KB of the largest one so far."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, input=stdin, text=True, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, after.ru_maxrss


def timed(work: Callable[[], Any], runs: int = 5) -> float:
    """Median CPU seconds of this process over `runs`, after one warm-up."""
    work()
    spent = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def least(*works: Callable[[], Any], runs: int = 9) -> tuple[float, ...]:
    """The least CPU seconds of each, taking turns: what a busy machine disturbs alike."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for each, work in zip(spent, works, strict=True):
            begun = time.process_time()
            work()
            each.append(time.process_time() - begun)
    return tuple(min(each) for each in spent)
