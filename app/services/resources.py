"""Where the files that ship with the product are, from a checkout, a wheel or the installer."""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of one file or folder under resources/."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root.joinpath("resources", *parts)
