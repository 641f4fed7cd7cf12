"""`python -m bench [--rows N] [--changes N] [--only NAME]`: every figure with its peer."""

import argparse
import tempfile
from pathlib import Path

from bench import collisions, importing, numbers, opening, reports, ticking
from bench.report import heading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--changes", type=int, default=200_000)
    parser.add_argument("--only", choices=("import", "numbers", "collisions"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tower-bench-") as made:
        folder = Path(made)
        if chosen.only in (None, "import", "numbers"):
            heading(f"Import of {chosen.rows:,} tickets")
            store = importing.run(folder, chosen.rows, peers=chosen.only != "numbers")
            heading(f"Opening a store of {chosen.rows:,} tickets")
            opening.run(store)
        if chosen.only in (None, "import"):
            heading(f"The window while {chosen.rows:,} tickets are imported")
            ticking.run(folder / "incident.csv", folder / "ticking.db")
        if chosen.only in (None, "numbers"):
            heading(f"Numbers over {chosen.rows:,} tickets")
            numbers.run(store)
            heading("Reports of a week")
            reports.run(store)
        if chosen.only in (None, "collisions"):
            heading(f"Collisions over {chosen.changes:,} changes")
            collisions.run(chosen.changes)


if __name__ == "__main__":
    main()
