"""A share as counts per period: how many of how many, and the records of the last period."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.analysis.kpis.base import Context
from app.models.columns import I64, Flags, Text
from app.models.results import Distribution


@dataclass(frozen=True, slots=True)
class Share:
    """Counts per period of the run, oldest first: k of n; and the last period's records."""

    k: I64
    n: I64
    rows: Text
    hits: Text
    spread: Distribution | None = None
    measures: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    """How often each of `rows` counts in k and in n, where one counts twice."""


def share_of(ctx: Context, bins: I64, hit: Flags, keys: Text, rows: I64) -> Share:
    """The counts of a cohort of rows: `bins` says which period each belongs to (-1 none).

    `keys` are the keys of the whole table; a record that counts twice is listed once.
    """
    size = len(ctx.periods)
    place = bins + 1
    n = np.bincount(place, minlength=size + 1)[1:].astype(np.int64)
    k = np.bincount(place * hit, minlength=size + 1)[1:].astype(np.int64)
    last = np.flatnonzero(bins == size - 1)
    return listed(k, n, keys[rows[last]], hit[last])


def per_period(cuts: I64, mask: Flags) -> I64:
    """How many of records in order of time are in the mask; `cuts` are the places of the edges."""
    edges = pairwise(cuts.tolist())
    return np.array([np.count_nonzero(mask[begin:end]) for begin, end in edges], np.int64)


def listed(k: I64, n: I64, names: Text, won: Flags) -> Share:
    """A share by its counts per period and the last one's records: their keys, and which are hits.

    A record that counts twice is listed once.
    """
    order = np.argsort(names, kind="stable")
    names, won = names[order], won[order]
    new = _new(names)
    measures, weights = _repeated(new, won)
    hits = names[won]
    return Share(k, n, names[new], hits[_new(hits)], measures=measures, weights=weights)


def _new(names: Text) -> Flags:
    """Which of sorted names stand for the first time."""
    return np.concatenate((np.ones(len(names[:1]), np.bool_), names[1:] != names[:-1]))


def _repeated(new: Flags, hit: Flags) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How often each sorted name is a hit, and stands at all; nothing where each stands once."""
    if new.all():
        return (), ()
    starts = np.flatnonzero(new)
    stands = np.diff(np.append(starts, len(new)))
    won = np.add.reduceat(hit.astype(np.int64), starts)
    return tuple(won.astype(float).tolist()), tuple(stands.astype(float).tolist())
