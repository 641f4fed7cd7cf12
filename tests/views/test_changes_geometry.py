"""Lanes, axis, labels, brackets and hit-testing of the change calendar, against plain oracles."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.results import ChangeBar
from app.views.changes.axis import DAY, HOUR, Axis, home, range_words, ticks
from app.views.changes.labels import place_labels, shorten
from app.views.changes.lanes import OTHER, bands_of, pack, plan
from app.views.changes.metrics import COMPACT, FULL
from app.views.changes.scene import Scene, arrange, marks_of
from tests.views import samples_changes as samples


def measure(text: str) -> float:
    return 6.0 * len(text)


def scene(bars, axis=None, metrics=FULL, **more) -> Scene:
    axis = axis or Axis(samples.START, samples.END, float(metrics.header), 720.0)
    return arrange(plan(bars), metrics, axis, measure, **more)


def bar(start: int, end: int, service: str = "A", key: str = "", tier: int = 1) -> ChangeBar:
    base = samples.bars()[0]
    return replace(
        base, key=key or f"CHG{start}-{end}", start=start, end=end, service=service, tier=tier
    )


intervals = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 40)).map(lambda p: (p[0], p[0] + p[1])),
    max_size=30,
).map(sorted)


@given(intervals)
@settings(max_examples=100, deadline=None)
def test_pack_never_overlaps_and_uses_as_few_rows_as_the_deepest_instant(spans):
    rows = pack(spans)
    for i, (a, b) in enumerate(spans):
        for j in range(i):
            if rows[i] == rows[j]:
                assert not (a < spans[j][1] and spans[j][0] < b)
    deepest = max((sum(a <= t < b for a, b in spans) for t in range(241)), default=0)
    assert max(rows, default=-1) + 1 == deepest


def test_a_lane_has_the_rows_that_its_bars_in_view_need():
    stacked = [bar(1000, 2000, key="a"), bar(1200, 1800, key="b"), bar(1300, 1700, key="c")]
    later = [bar(5000, 6000, key="d"), bar(5500, 6500, key="e")]
    assert plan([*stacked, *later]).lanes[0].rows == 3
    assert plan([*stacked, *later], view=(4800, 7000)).lanes[0].rows == 2
    made = plan([*stacked, *later], view=(5000, 5400))
    assert made.lanes[0].rows == 1
    assert made.row.tolist() == [0, 0, 0, 0, 0]


def test_lanes_stand_by_tier_then_name():
    lanes = plan(samples.bars()).lanes
    assert [lane.tier for lane in lanes] == [1, 1, 1, 1, 1, 2, 2, 2, 2, 3]
    assert [lane.name for lane in lanes[:2]] == ["Collaboration", "Core Network"]


def test_lanes_by_group_have_no_tier():
    lanes = plan(samples.bars(), by="group").lanes
    assert "Network Operations" in [lane.name for lane in lanes]
    assert {lane.tier for lane in lanes} == {0}


def test_few_lanes_join_the_rest_in_other():
    made = plan(samples.bars(), most_lanes=6)
    assert [lane.name for lane in made.lanes][-1] == OTHER
    assert len(made.lanes) == 6
    assert len(made.bars) == 24
    other = made.lanes[-1]
    assert {"Workplace", "Data Platform"} <= other.members


def test_bands_follow_the_services_of_the_lane():
    made = plan(samples.bars())
    core = next(lane for lane in made.lanes if lane.name == "Core Network")
    kinds = [band.kind for band in bands_of(core, samples.windows())]
    assert kinds == ["freeze", "maintenance", "maintenance"]
    everywhere = replace(samples.windows()[0], services=())
    assert all(bands_of(lane, [everywhere]) for lane in made.lanes)


@given(
    st.integers(0, 365), st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
    st.sampled_from([DAY, 3 * DAY, 7 * DAY, 30 * DAY]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_ticks_are_at_the_wall_time_they_say(offset, zone, span):
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) + offset * DAY
    axis = Axis(start, start + span, 146, 900)
    made = ticks(axis, zone)
    assert len({tick.at for tick in made}) == len(made)
    for tick in made:
        wall = datetime.fromtimestamp(tick.at, UTC).astimezone(ZoneInfo(zone))
        if tick.kind == "hour":
            assert tick.text == f"{wall:%H:%M}"
        if tick.kind == "day":
            assert (wall.hour, wall.minute) == (0, 0)
    first = datetime.fromtimestamp(start, UTC).astimezone(ZoneInfo(zone)).date()
    midnights = [
        datetime(d.year, d.month, d.day, tzinfo=ZoneInfo(zone)).timestamp()
        for d in (first + timedelta(days=n) for n in range(span // DAY + 3))
    ]
    inside = [t for t in midnights if axis.start <= t < axis.end]
    assert [tick.at for tick in made if tick.kind == "day"] == inside


def test_the_skipped_hour_of_a_clock_change_has_no_tick():
    start = int(datetime(2026, 3, 28, 23, tzinfo=UTC).timestamp())
    texts = [t.text for t in ticks(Axis(start, start + DAY, 0, 1500), "Europe/Berlin")]
    assert "01:00" in texts
    assert "02:00" not in texts
    assert "03:00" in texts


def test_hour_labels_of_the_pictures():
    wide = ticks(Axis(samples.START, samples.END, 146, 750), samples.ZONE)
    assert {t.text for t in wide if t.kind == "hour"} == {"06:00", "12:00", "18:00"}
    strip = ticks(Axis(samples.START, samples.END, 94, 570), samples.ZONE)
    assert {t.text for t in strip if t.kind == "hour"} == {"04:00", "12:00", "20:00"}


def test_axis_goes_there_and_back():
    axis = Axis(samples.START, samples.END, 146, 720)
    assert axis.x(samples.START) == 146
    assert axis.at(axis.x(samples.NOW)) == samples.NOW


def test_now_shows_the_range_of_the_picture():
    assert home(samples.NOW, 3 * DAY, samples.ZONE) == (samples.START, samples.END)
    assert range_words(samples.START, samples.END, samples.ZONE) == "23 Nov 06:00 to 26 Nov 06:00"


def test_the_name_in_a_long_bar_stands_behind_the_now_line():
    (place,) = place_labels([(-50.0, 900.0)], ["C00001976"], measure, (0.0, 1000.0), [(40.0, 42.0)])
    assert place.inside
    assert place.x > 42


def test_a_crowded_lane_of_the_strip_is_two_lanes_high_at_most():
    rows = np.array([1, 2, 40], dtype=np.int64)
    tall, first, pitch = COMPACT.bar_rows(rows)
    for count, height, top, step in zip(rows.tolist(), tall, first, pitch, strict=True):
        lane = COMPACT.lane_height(count)
        assert lane <= 2 * COMPACT.lane
        assert top >= 0
        assert top + (count - 1) * step + height <= lane


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(3, 90), st.integers(0, 40)), max_size=25)
)
@settings(max_examples=100, deadline=None)
def test_labels_never_meet_a_bar_a_label_or_the_edge(rows):
    bars, titles, at = [], [], 0
    for gap, width, letters in rows:
        at += gap % 120
        bars.append((float(at), float(at + width)))
        titles.append("x" * letters)
        at += width
    places = place_labels(bars, titles, measure, (0.0, 1000.0), [(300.0, 330.0)])
    spans = []
    for (x0, x1), place in zip(bars, places, strict=True):
        if not place.text:
            continue
        left, right = place.x, place.x + measure(place.text)
        if place.inside:
            assert x0 <= left
            assert right <= x1
            continue
        assert left >= 0
        assert right <= 1000
        assert not (left < 330 and right > 300 and not (x0 < 330 and x1 > 300))
        assert all(right <= a or b <= left for a, b in bars)
        spans.append((left, right))
    spans.sort()
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@given(st.text(max_size=60), st.floats(0, 300))
@settings(max_examples=60, deadline=None)
def test_shortened_text_fits(text, room):
    cut = shorten(text, room, measure)
    assert measure(cut) <= room
    assert cut == text or not cut or cut.endswith("…")


def test_a_bar_of_the_sample_is_hit_where_it_is_drawn():
    made = scene(samples.bars())
    for box in made.boxes:
        found = made.hit(box.spot.x + box.spot.width / 2, box.spot.y + box.spot.height / 2)
        assert found == box.index


def test_small_bars_have_a_target_of_24_pixels_and_the_nearest_wins():
    minute = bar(samples.START + HOUR, samples.START + HOUR + 60)
    made = scene([minute])
    spot = made.boxes[0].spot
    assert made.hit(spot.x + 11, spot.y + spot.height / 2 + 11) == 0
    assert made.hit(spot.x + 30, spot.y) is None


def test_bars_outside_the_view_are_not_drawn():
    inside = bar(samples.START + HOUR, samples.START + 2 * HOUR, key="in")
    before = bar(samples.START - 9 * HOUR, samples.START, key="before")
    after = bar(samples.END, samples.END + HOUR, key="after")
    made = scene([inside, before, after])
    assert [made.plan.bars[box.index].key for box in made.boxes] == ["in"]


def test_bars_under_three_pixels_merge_and_keep_who_they_are():
    start = samples.START
    bars = [bar(start + i * 70, start + i * 70 + 60, key=f"k{i:03d}") for i in range(200)]
    made = scene(bars)
    assert not made.boxes
    assert len(made.blocks) == 1
    assert len(made.blocks[0].indices) == 200
    assert made.hit_block(made.blocks[0].spot.x + 2, made.blocks[0].spot.y + 2) is made.blocks[0]


@given(st.integers(1, 400), st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_every_bar_in_view_is_drawn_once(count, seed):
    step = 1 + seed % 3000
    bars = [
        bar(samples.START + (i * step) % (4 * DAY), samples.START + (i * step) % (4 * DAY) + 900
            + (i * seed) % 7200, service=f"S{i % 7}", key=f"k{i}")
        for i in range(count)
    ]  # fmt: skip
    made = scene(bars)
    drawn = [box.index for box in made.boxes] + [i for b in made.blocks for i in b.indices]
    axis = made.axis
    wanted = [i for i, b in enumerate(made.plan.bars) if b.end > axis.start and b.start < axis.end]
    assert sorted(drawn) == wanted


def test_collision_marks_and_brackets_cover_the_exact_overlap():
    made = plan(samples.bars())
    marks = marks_of(samples.report().collisions, made)
    assert [mark.number for mark in marks] == [1, 2, 3]
    assert [len(mark.bars) for mark in marks] == [2, 1, 2]
    shown = scene(samples.bars(), marks=marks, selected=1)
    first = shown.brackets[0]
    axis = shown.axis
    assert first.x0 == pytest.approx(axis.x(samples.at(23, "22:30")))
    assert first.x1 == pytest.approx(axis.x(samples.at(24, "01:00")))


@pytest.mark.parametrize("metrics", [FULL, COMPACT])
def test_pills_cover_no_bar_and_no_other_pill(metrics):
    marks = marks_of(samples.report().collisions, plan(samples.bars()))
    made = scene(samples.bars(), metrics=metrics, marks=marks)
    pills = [b.pill for b in made.brackets if b.pill]
    assert len(pills) == 3
    assert not any(p.meets(box.spot) for p in pills for box in made.boxes)
    assert not any(p.meets(q) for p in pills for q in pills if p is not q)
    number = made.hit_pill(pills[0].x + 3, pills[0].y + 3)
    assert number == made.brackets[0].number


def test_two_bars_of_one_lane_are_outlined_together():
    a = bar(samples.START + HOUR, samples.START + 5 * HOUR, key="a")
    b = bar(samples.START + 2 * HOUR, samples.START + 6 * HOUR, key="b")
    item = replace(
        samples.report().collisions[0],
        strongest=samples.finding(
            changes=("a", "b"), overlap=(samples.START + 2 * HOUR, samples.START + 5 * HOUR)
        ),
    )
    made = scene([a, b], marks=marks_of([item], plan([a, b])))
    outline = made.brackets[0].outline
    assert outline is not None
    assert outline.width == pytest.approx(3 * HOUR * made.axis.scale)
    assert made.height == FULL.lane_height(2)


def test_an_empty_calendar_has_no_height():
    made = scene([])
    assert made.height == 0
    assert made.hit(10, 10) is None
    assert made.lane_at(3) is None
