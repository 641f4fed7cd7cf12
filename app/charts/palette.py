"""The colour tokens of the design language for paper: the light theme (DESIGN_LANGUAGE §2)."""

from collections.abc import Mapping
from types import MappingProxyType

PRINT: Mapping[str, str] = MappingProxyType(
    {
        "bg": "#F5F6F8",
        "surf": "#FFFFFF",
        "surf2": "#F8F9FB",
        "sunk": "#EFF1F4",
        "bd": "#DDE1E6",
        "bds": "#BCC4CD",
        "grid": "#E9ECF0",
        "ctl": "#828E9B",
        "t1": "#12171D",
        "t2": "#434C58",
        "t3": "#5F6976",
        "acc": "#00639F",
        "accf": "#0072B2",
        "acct": "#E4F0F8",
        "onacc": "#FFFFFF",
        "crit": "#A63F00",
        "critf": "#D55E00",
        "critt": "#FCECE2",
        "warn": "#7A5200",
        "warnf": "#E69F00",
        "warnt": "#FDF3DC",
        "ok": "#00694C",
        "okf": "#009E73",
        "okt": "#E0F3EC",
        "neu": "#8893A0",
        "track": "#E3E7EC",
        "seq0": "#DFE8EF",
        "seq1": "#BDD2E1",
        "seq2": "#93B6CF",
        "seq3": "#6496B9",
        "seq4": "#33729D",
        "seq5": "#0E4569",
    }
)
"""Token name to sRGB colour; every name a figure of this package uses is in it."""
