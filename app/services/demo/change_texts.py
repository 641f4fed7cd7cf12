"""What the demo's past changes say and who approved them: good, copied and empty records."""

import random
from datetime import timedelta
from pathlib import Path

from app.services.demo.changes import DemoChange
from app.services.demo.exports import write_csv
from app.services.demo.rhythm import settled
from app.services.demo.words import FIRST, LAST

BOARD = ("V. Holmgren", "S. Marlowe", "R. Quist")
"""The change advisory board; none of them carries changes out."""
COPIED_TEXT = "The team carries out the change in the usual manner and looks after the result."
_APPROVAL_FIELDS = ("sys_id", "sysapproval", "source_table", "approver", "state",
                    "sys_created_on", "sys_updated_on", "comments")  # fmt: skip
_RISKS = (
    "Users of {service} may lose their session for up to 5 minutes while {title} runs.",
    "{title} touches {ci} alone; if it stays away, {service} runs on one node for 30 minutes.",
    "Measured on staging: {title} adds no load; {service} is checked for 20 minutes afterwards.",
    "Worst case of {title}: {service} is slow for 15 minutes, no data of {ci} is changed.",
)
_STEPS = (
    "Inform {service}. Save the state of {ci}. Carry out {title}. Check logs for 10 minutes.",
    "Drain {ci}, then {title}, then verify {service} by the smoke test within 15 minutes.",
    "{who} announces the start, carries out {title} on {ci}, compares counters for 10 minutes.",
    "Mail to {service}, snapshot of {ci}, {title}, restart, monitoring checked after 20 minutes.",
)
_BACK = (
    "{who} restores the snapshot of {ci} in 20 minutes and verifies {service} afterwards.",
    "Undo {title} with the saved configuration of {ci}: 10 minutes, then check {service}.",
    "If {title} isn't done at half time, boot {ci} from the old image, 15 minutes, then test.",
    "Take {ci} out, bring the node before {title} back within 25 minutes, {who} confirms.",
)
_TESTS = (
    "{title} was tested on staging; afterwards sign-in and one report of {service}, 15 minutes.",
    "Lab test of {title} passed; {who} monitors errors of {ci} for 30 minutes.",
    "Smoke test of {service} before and after {title} on {ci}, 10 minutes each.",
    "Peer check of {title} by a second engineer; {ci} verified for 20 minutes.",
)
_NAMES = ("justification", "risk_impact_analysis", "implementation_plan", "backout_plan",
          "test_plan")  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Records:
    """Writes the records of past changes, and keeps what was planted in them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"{seed} records")  # noqa: S311 - a demo
        self.planted: dict[str, list[str]] = {
            "copied": [], "placeholder": [], "no-backout": [], "late-approval": [],
            "same-hands": [],
        }  # fmt: skip
        self.approvals: list[list[str]] = []

    def write(self, changes: list[DemoChange]) -> None:
        """Texts, model, requester and approvals of changes that are closed."""
        for place, change in enumerate(changes):
            change.requester = self._somebody()
            if change.kind == "Standard":
                self._standard(change)
            elif not change.planted:
                self._texts(change, place)
            if change.kind != "Standard":
                self._approvals(change, place)

    def _standard(self, change: DemoChange) -> None:
        """One model's texts are the same each time, as they should be."""
        change.model = f"Standard: {change.work}"
        words = {"ci": change.service, "service": change.service, "who": "The engineer",
                 "title": change.work.lower()}  # fmt: skip
        for name, text in zip(_NAMES[1:], (_RISKS, _STEPS, _BACK, _TESTS), strict=True):
            change.plans[name] = text[0].format(**words)

    def _texts(self, change: DemoChange, place: int) -> None:
        chance = self.chance
        words = {"ci": change.ci, "service": change.service, "who": change.assignee,
                 "title": f"“{change.title}”"}  # fmt: skip
        when = f" Planned for {_WEEKDAYS[change.start.weekday()]}, {change.start:%d %B %Y %H:%M}." \
            if change.start else ""  # fmt: skip
        for name, text in zip(_NAMES[1:], (_RISKS, _STEPS, _BACK, _TESTS), strict=True):
            change.plans[name] = chance.choice(text).format(**words) + when
        sort = place % 25
        if sort in {4, 16}:
            change.plans |= dict.fromkeys(_NAMES[1:], COPIED_TEXT)
            self.planted["copied"].append(change.number)
        elif sort == 9:
            change.plans |= {"test_plan": "n/a", "risk_impact_analysis": "tbd",
                             "justification": "see above"}  # fmt: skip
            self.planted["placeholder"].append(change.number)
        elif sort == 21:
            change.plans.pop("backout_plan")
            change.risk = "M"
            self.planted["no-backout"].append(change.number)

    def _approvals(self, change: DemoChange, place: int) -> None:
        """Two of the board before the start; an emergency is ratified the day after."""
        chance = self.chance
        if change.start is None or change.actual is None:
            return
        begun = change.actual[0]
        asked = settled(change.opened + timedelta(hours=chance.uniform(0.2, 0.8)))
        span = max((begun - asked).total_seconds(), 60)
        decided = settled(asked + timedelta(seconds=span * chance.uniform(0.2, 0.9)))
        if change.kind == "Emergency":
            decided = settled(begun + timedelta(hours=chance.uniform(2, 40)))
        approvers = chance.sample(BOARD, 2)
        if place % 31 == 7:
            decided = settled(begun + timedelta(days=4, hours=3))
            self.planted["late-approval"].append(change.number)
        elif place % 41 == 13:
            approvers = [change.assignee]
            self.planted["same-hands"].append(change.number)
        for who in approvers:
            self._approval(change, who, asked.isoformat(" "), decided.isoformat(" "))

    def _approval(self, change: DemoChange, who: str, asked: str, decided: str) -> None:
        number = len(self.approvals) + 1
        self.approvals.append(
            [f"{number:032x}", change.number, "change_request", who, "Approved", asked, decided, ""]
        )

    def _somebody(self) -> str:
        return f"{self.chance.choice(FIRST)}. {self.chance.choice(LAST)}"

    def write_approvals(self, path: Path) -> None:
        """As ServiceNow exports sysapproval_approver, display values."""
        write_csv(path, _APPROVAL_FIELDS, self.approvals)
