"""settings.toml: what is given is used, what can't be is refused in one sentence."""

import pytest

from app.models.errors import AppError
from app.services.settings import load_settings


def given(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    return load_settings("UTC", path)


def test_thresholds_by_priority_and_share(tmp_path):
    found = given(
        tmp_path,
        "[thresholds]\nat_risk_s = {1 = 600, 2 = 900}\nold_share_limit = 0.2\n"
        "net_inflow_weeks = 6\nsingle_keys = false\n",
    )
    assert found.at_risk_s == load_settings("UTC").at_risk_s | {1: 600, 2: 900}
    assert (found.old_share_limit, found.net_inflow_weeks, found.single_keys) == (0.2, 6, False)
    assert found.stale_s == load_settings("UTC").stale_s


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[thresholds]\nnonsense = 3", "“nonsense” is not a threshold"),
        ("[thresholds]\nat_risk_s = 600", "seconds by priority"),
        ("[thresholds]\nat_risk_s = {9 = 600}", "seconds by priority"),
        ("[thresholds]\nstale_s = {1 = -1}", "not a number of seconds"),
        ('[thresholds]\nold_share_limit = "x"', "not a share"),
        ("[thresholds]\nold_share_limit = 10", "not a share"),
        ("[thresholds]\nnet_inflow_weeks = 0", "not a number of weeks"),
        ("[thresholds]\nsingle_keys = 1", "neither true nor false"),
        ("[priority_matrix]\nrows = [[999]]", "3 to 5 rows"),
        ("[priority_matrix]\nrows = [[1, 2, 3], [2, 3, 4], [3, 4, 9]]", "not a priority"),
        ('[[sla]]\npriority = 900\ncalendar = "24x7"', "not a priority"),
        ("a = " + "[" * 5000, "settings"),
    ],
)
def test_what_can_not_be_used_is_refused(tmp_path, text, why):
    with pytest.raises(AppError, match=why):
        given(tmp_path, text)
