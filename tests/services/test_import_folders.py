"""What is said of a folder that holds nothing to import."""

import pytest

from app.models.records import Options
from app.services.import_files import import_files
from app.services.tower import open_tower


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ((), "the folder holds no files. Nothing was imported."),
        (
            ("pagerduty", "aws"),
            "the folder holds no files but folders, such as aws: name those. Nothing was imported.",
        ),
    ],
)
def test_a_folder_without_files_says_what_to_name_instead(tmp_path, inner, said):
    folder = tmp_path / "alerts"
    for name in ("", *inner):
        (folder / name).mkdir()
    tower = open_tower(tmp_path / "tower.db", now=1_800_000_000, report_zone="UTC")
    report = import_files(tower, [folder], Options(), as_of=None)
    assert [(each.status, each.message) for each in report.files] == [
        ("rejected", f"{folder}: {said}")
    ]
