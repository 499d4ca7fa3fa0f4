"""The circle of seats as numbers for SVG attributes. `js/views/circle.js` draws by the same rule.

Units are those of the view box, 340 by 340. The first seat is at the top, the others follow clockwise.
"""

from __future__ import annotations

from math import cos, pi, radians, sin
from typing import NamedTuple

CENTRE_X, CENTRE_Y, RADIUS = 170.0, 158.0, 122.0
LARGEST_MARK = 21.0
GAP = 9.0
NAMED_UP_TO = 12


class Place(NamedTuple):
    """Where a seat's mark has its middle."""

    x: float
    y: float


class Circle(NamedTuple):
    """The drawing of one circle."""

    places: list[Place]
    arcs: list[str]  # path data of the pieces of line between neighbours
    mark: float  # radius of a mark
    many: bool  # too many for names under the marks


def _at(angle: float) -> Place:
    return Place(round(CENTRE_X + RADIUS * cos(angle), 1), round(CENTRE_Y + RADIUS * sin(angle), 1))


def circle_of(seats: int) -> Circle:
    """The drawing for so many seats, 0 included."""
    if seats < 1:
        return Circle([], [], LARGEST_MARK, many=False)
    step = 2 * pi / seats
    angles = [radians(-90) + step * seat for seat in range(seats)]
    mark = LARGEST_MARK if seats == 1 else round(min(LARGEST_MARK, 0.36 * 2 * RADIUS * sin(pi / seats)), 1)
    away = (mark + GAP) / RADIUS
    arcs = []
    if seats > 1 and step > 2 * away:
        for angle in angles:
            start, end = _at(angle + away), _at(angle + step - away)
            large = int(step - 2 * away > pi)
            arcs.append(f"M{start.x:g} {start.y:g}A{RADIUS:g} {RADIUS:g} 0 {large} 1 {end.x:g} {end.y:g}")
    return Circle([_at(angle) for angle in angles], arcs, mark, many=seats > NAMED_UP_TO)
