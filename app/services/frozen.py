"""Settings and KPIs as plain JSON values and settings back again: what a sidecar freezes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from app.models.errors import AppError
from app.models.results import KpiPart, KpiResult
from app.models.settings import Settings
from app.store.audit import canonical


def digest(value: object) -> str:
    """SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def frozen_settings(settings: Settings) -> dict[str, Any]:
    """The settings in whole."""
    value: dict[str, Any] = _plain(asdict(settings))
    return value


def settings_of(value: object) -> Settings:
    """The settings that `frozen_settings` wrote; AppError when the value isn't that.

    Settings that a later version added keep their defaults, those it dropped are passed over.
    """
    try:
        made = _made(Settings, value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AppError(f"The settings in the sidecar can't be read: {error}.") from error
    assert isinstance(made, Settings)
    return made


def frozen_kpis(kpis: Sequence[KpiResult]) -> list[dict[str, Any]]:
    """Every figure of every KPI, with the keys of its rows and their hashes."""
    return [_kpi(kpi) for kpi in kpis]


def _kpi(kpi: KpiResult) -> dict[str, Any]:
    left_out = dict(kpi.excluded_rows)
    value = {
        "id": kpi.id,
        "label": kpi.label,
        "unit": kpi.parts[0].unit,
        "better": kpi.better,
        "records": kpi.records,
        "period": asdict(kpi.period),
        "variant": kpi.variant,
        "definition": asdict(kpi.definition),
        "target_version": kpi.target_version,
        "owner": kpi.owner,
        "approver": kpi.approver,
        "fallback": kpi.fallback,
        "caveats": list(kpi.caveats),
        "needs": kpi.needs,
        "parts": [_part(part, keys=True) for part in kpi.parts],
        "beside": [_part(part, keys=False) for part in kpi.extra],
        "excluded": [
            {
                "reason": reason,
                "n": n,
                "keys": list(left_out.get(reason, ())),
                "sha256": digest(left_out.get(reason, ())),
            }
            for reason, n in kpi.excluded
        ],
    }
    plain: dict[str, Any] = _plain(value)
    return plain


def _part(part: KpiPart, *, keys: bool) -> dict[str, Any]:
    value: dict[str, Any] = {
        "name": part.name,
        "label": part.label,
        "unit": part.unit,
        "value": part.value,
        "n": part.n,
        "numerator": part.numerator,
        "denominator": part.denominator,
        "distribution": asdict(part.distribution) if part.distribution else None,
        "interval": part.interval,
        "exact": part.exact,
        "open_n": part.open_n,
        "km_median": part.km_median,
        "target": part.target,
        "stretch": part.stretch,
        "met": part.met,
        "verdict": part.verdict,
        "previous": part.previous,
        "signal": part.signal.rule if part.signal else None,
        "limits": asdict(part.limits) if part.limits else None,
        "trend": [[point.period, point.value, point.n] for point in part.trend],
        "inputs": asdict(part.inputs) if part.inputs else None,
        "rows": len(part.rows),
        "rows_sha256": digest(part.rows),
        "numerator_sha256": digest(part.numerator_rows),
        "measures_sha256": digest([part.measures, part.weights]),
    }
    if keys:
        value["keys"] = list(part.rows)
        value["numerator_keys"] = list(part.numerator_rows)
        value["measures"] = list(part.measures)
    return value


def _plain(value: Any) -> Any:
    """Only what JSON has, so that what is frozen equals what is read back."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return int(value) if isinstance(value, int) else float(value)


def _made(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        known = {each.name for each in fields(kind)}
        return kind(
            **{name: _made(hints[name], each) for name, each in value.items() if name in known}
        )
    args = get_args(kind)
    if get_origin(kind) is UnionType:
        return None if value is None else _made(args[0], value)
    if get_origin(kind) is tuple:
        kinds = args[:1] * len(value) if args[1:] == (Ellipsis,) else args
        return tuple(_made(one, each) for one, each in zip(kinds, value, strict=True))
    if get_origin(kind) is dict:
        return {args[0](name): _made(args[1], each) for name, each in value.items()}
    return _leaf(kind, value)


def _leaf(kind: Any, value: Any) -> Any:
    if kind is float and type(value) in (int, float):
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"“{value}” is not {kind.__name__}")
    return value
