"""The command line `tower`: the same services as the window, for jobs and scripts."""

from app.cli.program import main

__all__ = ["main"]
