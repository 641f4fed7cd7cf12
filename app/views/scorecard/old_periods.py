"""Whether old periods are shown with today's definitions: chosen in Settings, remembered."""

from app.views.remembered import Remembered

_NAME = "scorecard/old_periods"
OF_THEIR_TIME, TODAYS = "then", "today"


def chosen(remembered: Remembered) -> str:
    """`TODAYS` or, unless that was chosen, `OF_THEIR_TIME`."""
    return TODAYS if remembered.text(_NAME) == TODAYS else OF_THEIR_TIME


def choose(remembered: Remembered, choice: str) -> None:
    """Remember the choice for every scorecard on this screen."""
    remembered.keep(_NAME, choice)
