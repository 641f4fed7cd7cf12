"""The two kinds of trouble that are not bugs: the world's, and a decision that is the user's."""

from dataclasses import dataclass


class AppError(Exception):
    """Something outside the program is wrong; the message is one plain sentence with what to do.

    `exit_code` is what the command line ends with (CLI.md): 1 could not, 4 a decision is needed.
    """

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """A question that a file can't answer by itself, and the option that answers it."""

    question: str
    option: str
    choices: tuple[str, ...] = ()


class DecisionNeeded(AppError):  # noqa: N818 - it is a question, not an error
    """Nothing was stored because the user has to decide something first."""

    exit_code = 4

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"{decision.question} Answer with {decision.option}.")
        self.decision = decision


class Cancelled(Exception):  # noqa: N818 - the user's own wish, not an error
    """The user cancelled the work; nothing of it was kept."""
