"""What the status bar and the top bar say about the store."""

from app.models.results import StoreStatus
from app.services.tower import Tower
from app.store.backup import last_backup
from app.store.completeness import cut_warnings
from app.store.health import read_health


def store_status(tower: Tower) -> StoreStatus:
    """Size, newest backup and freshness of each source."""
    sources = tower.facts().sources
    wal = tower.path.with_name(tower.path.name + "-wal")
    size = sum(path.stat().st_size for path in (tower.path, wal) if path.exists())
    return StoreStatus(
        path=str(tower.path),
        size=size,
        last_backup=last_backup(tower.path),
        sources=sources,
        demo=any(source.demo for source in sources),
        read_only=tower.store.read_only,
        warnings=tuple(filter(None, (tower.store.warning, *cut_warnings(tower.store)))),
        last_check=read_health(tower.path).checked_at,
    )
