"""The small tag that says until when a freeze lasts, where the lane has room for it. No Qt."""

from collections.abc import Callable, Iterator, Sequence

from app.models.moments import day
from app.models.results import WindowBand
from app.views.changes.metrics import Spot
from app.views.changes.scene import Scene

_TALL = 16.0


def place_tags(
    scene: Scene,
    bands: Sequence[Sequence[WindowBand]],
    zone: str,
    measure: Callable[[str], float],
) -> Iterator[tuple[Spot, str]]:
    """Give place and words of one tag for each end of a freeze in view, or none without room."""
    if not scene.metrics.labels:
        return
    axis = scene.axis
    done: set[int] = set()
    for lane, windows in enumerate(bands):
        for window in windows:
            hidden = window.end <= axis.start or window.start >= axis.end
            if window.kind != "freeze" or window.end in done or hidden:
                continue
            text = f"Freeze to {day(window.end, zone)}"
            x0 = max(axis.x(window.start), axis.left) + 6
            y = (scene.tops[lane] + scene.tops[lane + 1] - _TALL) / 2
            spot = Spot(x0, y, measure(text) + 10, _TALL)
            room = min(axis.x(window.end), axis.left + axis.width) - 4
            if spot.right <= room and not any(
                spot.meets(other) for other in _taken(scene, measure)
            ):
                done.add(window.end)
                yield spot, text


def _taken(scene: Scene, measure: Callable[[str], float]) -> Iterator[Spot]:
    for box in scene.boxes:
        yield box.spot
        if box.label:
            yield Spot(box.label_x, box.spot.y, measure(box.label), box.spot.height)
    for item in scene.brackets:
        if item.pill is not None:
            yield item.pill
