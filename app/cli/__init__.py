"""The command line `tower`: the same services as the window, for jobs and scripts."""

import sys

__all__ = ["main"]


def main() -> None:
    """Entry of the console script; Ctrl+C is plain even while the program is still being read."""
    try:
        from app.cli.program import main as run

        run()
    except KeyboardInterrupt:
        if "--json" in sys.argv[1:]:
            sys.stdout.write('{"status": "failed", "message": "Cancelled; nothing was done."}\n')
        sys.stderr.write("tower: Cancelled; nothing was done.\n")
        sys.exit(1)
