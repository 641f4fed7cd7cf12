"""The public log of 24,918 incidents, as a plain table and as the product has it, once a run."""

from pathlib import Path

import pandas as pd
import pytest

from app.models.columns import Facts
from app.models.records import Options
from app.models.settings import Settings
from app.services.import_files import import_files
from app.services.tower import open_tower
from tests.analysis.sample_facts import at

LOG = "data/incidents/uci_incident_event_log.csv.xz"


@pytest.fixture(scope="session")
def event_log(shared: Path) -> pd.DataFrame:
    """A row for each version, those of an incident in their order; times are UTC seconds."""
    frame = pd.read_csv(shared / LOG, na_values="?", keep_default_na=False, dtype=str)
    for column in ("opened_at", "resolved_at", "closed_at", "sys_updated_at"):
        moments = pd.to_datetime(frame[column], format="%d/%m/%Y %H:%M")
        frame[column] = (moments - pd.Timestamp(0)) // pd.Timedelta(seconds=1)
    frame["revision"] = frame.sys_mod_count.astype(int)
    return frame.sort_values(["number", "revision", "sys_updated_at"], kind="stable")


@pytest.fixture(scope="session")
def log_facts(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, Settings]:
    """The facts of that log, imported in July 2016, and the settings of its store."""
    path = tmp_path_factory.mktemp("event_log") / "tower.db"
    with open_tower(path, now=at("2016-07-01"), report_zone="UTC") as tower:
        import_files(tower, [shared / LOG], Options(timezone="UTC"))
        return tower.facts(), tower.settings
