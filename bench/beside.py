"""Records of every other kind beside the tickets: the exports of the demo."""

import hashlib
from pathlib import Path

from app import importers
from app.models.records import Options
from app.services.demo import FILES, write_demo
from app.store.database import open_store
from app.store.write import store_reading

TICKETS = 3000
"""So many of the demo's own tickets come with them."""


def add(store_path: Path, folder: Path, now: int) -> None:
    """Write the exports as of `now` (UTC seconds) into the folder and store them all."""
    write_demo(folder, tickets=TICKETS, now=now)
    store = open_store(store_path)
    for name, (zone, order) in FILES.items():
        path = folder / name
        options = Options(timezone=zone or "UTC", date_order=order or "ymd")
        store_reading(
            store,
            importers.read(path, options),
            file_name=name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            size=path.stat().st_size,
            scope="full",
            as_of=now,
            now=now,
            wall=now,
            actor="bench",
        )
    store.close()
