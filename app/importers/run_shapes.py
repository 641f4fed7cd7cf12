"""Runs whose files hold secrets: cut down to counts and names before anything else sees them.

A Terraform plan holds the values before and after, a state all values, an Ansible run whatever
its tasks printed. None of that becomes a column, a sample or a message (FORMATS §15).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from app.importers.ticket_keys import change_key

Record = dict[str, Any]
_ABOUT = ("format_version", "terraform_version", "timestamp", "errored", "applyable", "complete")
_FIGURES = ("ok", "changed", "failures", "unreachable", "skipped", "rescued", "ignored")
_SHOWN = 5_000
"""Addresses or hosts that are named; of the others the number."""
_LINE = frozenset({"@level", "@module", "@timestamp", "type"})


def run_record(whole: Any) -> Record | None:
    """The one record of a plan, state or run; None for every other JSON."""
    if not isinstance(whole, dict):
        return None
    if "terraform_version" in whole and "format_version" in whole:
        changes = whole.get("resource_changes")
        if isinstance(changes, list):
            return _plan(whole, changes)
        if whole.keys() & {"values", "planned_values", "resource_drift", "output_changes"}:
            planned = "planned_values" in whole
            return _plan(whole, []) if planned else _about(whole) | {"state": "not read"}
    if isinstance(whole.get("plays"), list) and isinstance(whole.get("stats"), dict):
        return _playbook(whole["plays"], whole["stats"])
    if whole.keys() >= _LINE:
        return _line(whole)
    return None


def _about(whole: Record) -> Record:
    return {name: whole[name] for name in _ABOUT if isinstance(whole.get(name), (str, bool))}


def _plan(whole: Record, changes: list[Any]) -> Record:
    """Counts by what would be done, and the addresses it would be done to."""
    counts: Counter[str] = Counter()
    touched: list[str] = []
    for each in changes:
        done = _action(each)
        if done:
            counts[done] += 1
            touched.append(f"{each.get('address')} ({done})")
    about = _about(whole)
    named = change_key(*_texts(whole.get("variables")))
    return about | {
        "plan": hashlib.sha256(json.dumps([about, touched]).encode()).hexdigest()[:32],
        "add": counts["create"],
        "change": counts["update"],
        "destroy": counts["delete"] + counts["forget"],
        "replace": counts["replace"],
        "addresses": ";".join(touched[:_SHOWN] + _more(len(touched) - _SHOWN)),
        "change_key": named or "",
    }


def _more(count: int) -> list[str]:
    return [f"and {count:,} more"] if count > 0 else []


def _action(change: Any) -> str:
    """create, update, delete, forget or replace; "" for what stays as it is."""
    if not isinstance(change, dict) or not isinstance(change.get("change"), dict):
        return ""
    actions = change["change"].get("actions")
    if not isinstance(actions, list) or not all(isinstance(each, str) for each in actions):
        return ""
    if len(actions) > 1:
        return "replace"
    return next((each for each in actions if each in {"create", "update", "delete", "forget"}), "")


def _texts(variables: Any) -> Iterable[str]:
    """The plain values of a plan's variables, to be searched for a change number only."""
    if isinstance(variables, dict):
        for each in variables.values():
            value = each.get("value") if isinstance(each, dict) else None
            if isinstance(value, str):
                yield value


def _line(whole: Record) -> Record:
    """One line of `terraform apply -json`, or OpenTofu's: what, when, and which resource."""
    hook = whole.get("hook")
    resource = hook.get("resource") if isinstance(hook, dict) else None
    counts = whole.get("changes")
    line: Record = {"@timestamp": whole["@timestamp"], "@level": whole["@level"]}
    line["event"] = whole["type"]
    if isinstance(resource, dict):
        line["address"] = resource.get("addr")
        line["action"] = hook.get("action") if isinstance(hook, dict) else None
    if isinstance(counts, dict):
        line |= {name: counts.get(name) for name in ("add", "change", "remove", "operation")}
    return line


def _playbook(plays: list[Any], stats: Record) -> Record:
    """When, which plays, and each host's figures; no task and nothing that one printed."""
    heads = [play["play"] for play in plays if isinstance(play, dict) and _is_head(play)]
    times = [head["duration"] for head in heads if isinstance(head.get("duration"), dict)]
    hosts = {host: each for host, each in stats.items() if isinstance(each, dict)}
    totals = {name: sum(_count(each, name) for each in hosts.values()) for name in _FIGURES}
    started = next((str(each.get("start") or "") for each in times), "")
    identity = [[head.get("id"), head.get("name")] for head in heads], started, sorted(hosts)
    names = dict.fromkeys(str(head.get("name") or "") for head in heads)
    return {
        "run": hashlib.sha256(json.dumps(identity, default=str).encode()).hexdigest()[:32],
        "plays": ";".join(filter(None, names)),
        "started": started,
        "finished": next((str(each.get("end") or "") for each in reversed(times)), ""),
        "hosts": ";".join(
            [_host(host, hosts[host]) for host in sorted(hosts)[:_SHOWN]]
            + _more(len(hosts) - _SHOWN)
        ),
        **totals,
    }


def _is_head(play: Record) -> bool:
    return isinstance(play.get("play"), dict)


def _host(name: str, figures: Record) -> str:
    said = [f"{figure} {_count(figures, figure)}" for figure in _FIGURES if _count(figures, figure)]
    return f"{name.replace(';', ',')} ({', '.join(said) or 'nothing done'})"


def _count(figures: Record, name: str) -> int:
    count = figures.get(name)
    return count if isinstance(count, int) else 0
