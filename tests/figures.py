"""What a fault run measured: collected from every process and printed at the end."""

from collections.abc import Callable

import pytest

Say = Callable[[str], None]
_NAME = "figure"


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Say:
    """Takes one line of figures."""

    def out(line: str) -> None:
        request.node.user_properties.append((_NAME, line))

    return out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == _NAME
    ]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(lines):
            terminalreporter.write_line(line)
