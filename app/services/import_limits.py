"""What one import may use: the memory of its process and the size of its file."""

import sys

MEMORY_CAP = 3 << 30
"""Bytes of address space that the reading child may use.

A JSON document of 1 GB needs that much, since it is parsed whole; CSV of 1 GB needs a quarter of it
(docs/decisions.md, Structure).
"""
FILE_CAP = 2 << 30
"""Bytes of the largest file that is read."""


def cap_memory() -> None:
    """Hold this process to MEMORY_CAP, with no core dump; where the system can."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_CAP, MEMORY_CAP))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
