"""Each sample gives exactly what its golden says, the same every time."""

import json
from pathlib import Path

import pytest

from app.importers import IMPORTERS
from tests.importers.goldens import SAMPLES, golden_path, reading_of, samples


@pytest.mark.parametrize("sample", samples(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_reads_as_its_golden_says(sample: Path):
    assert reading_of(sample) == json.loads(golden_path(sample).read_text("utf-8"))


@pytest.mark.parametrize("sample", samples(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_is_of_the_format_its_folder_names(sample: Path):
    assert reading_of(sample)["format"] == sample.parent.name


def test_every_importer_has_a_sample():
    assert {importer.id for importer in IMPORTERS} == {path.name for path in SAMPLES.iterdir()}


def test_every_golden_has_its_sample():
    goldens = set(SAMPLES.rglob("*.golden.json"))
    assert goldens == {golden_path(sample) for sample in samples()}
