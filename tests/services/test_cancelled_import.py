"""A cancelled import says whether the file was stored before the wish arrived."""

from pathlib import Path

import pytest

from app.models.errors import Cancelled
from app.models.records import Options
from app.services.import_files import import_files, past_imports
from app.services.tower import open_tower
from tests.cli.test_nasty_files import HEADER, ROW

NOW = 1_795_417_920


def test_cancelled_in_the_middle_keeps_nothing(tmp_path: Path):
    path = tmp_path / "big.csv"
    path.write_text(HEADER + "".join(ROW.format(n=n, d=13 + n % 10) for n in range(20_000)))

    def stop(_name: str, _done: int, _total: int) -> None:
        raise Cancelled

    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:
        with pytest.raises(Cancelled, match=r"^$"):
            import_files(tower, [path], Options(timezone="UTC"), progress=stop)
        assert past_imports(tower) == ()


def test_cancelled_after_it_was_stored_says_so(tmp_path: Path):
    path = tmp_path / "big.csv"
    path.write_text(HEADER + "".join(ROW.format(n=n, d=13 + n % 10) for n in range(20_000)))
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:

        def stop_late(_name: str, _done: int, _total: int) -> None:
            while not past_imports(tower):
                pass
            raise Cancelled

        with pytest.raises(Cancelled, match=r"batch 1\. `tower undo 1`"):
            import_files(tower, [path], Options(timezone="UTC"), progress=stop_late)


def test_files_before_the_cancelled_one_stay_and_are_named(tmp_path: Path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(HEADER + ROW.format(n=ord(name[0]), d=13))

    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:

        def stop_at_b(name: str, _done: int, _total: int) -> None:
            if name == "b.csv":
                raise Cancelled

        with pytest.raises(Cancelled, match=r"The file before it stays imported\."):
            import_files(
                tower,
                [tmp_path / "a.csv", tmp_path / "b.csv"],
                Options(timezone="UTC"),
                progress=stop_at_b,
            )
        assert past_imports(tower)[-1].file_name == "a.csv"
