"""Figures as SVG text, for PDF and files; glyphs as in the design language (§4)."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect, Shape

_FORBIDDEN = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if code not in (9, 10, 13)}
_BIDI = (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_FORBIDDEN |= dict.fromkeys(
    (*_BIDI, *range(0x7F, 0xA0), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)),
    "\N{REPLACEMENT CHARACTER}",
)
_TICK = '<path d="M3.6 6.2 5.3 7.9 8.5 4.5" fill="none" stroke="{ink}" stroke-width="1.4"/>'
_BANG = (
    '<path d="M6 {a}V{b}" fill="none" stroke="{ink}" stroke-width="1.3"/>'
    '<circle cx="6" cy="{c}" r=".75" fill="{ink}"/>'
)


def svg(figure: Figure, tokens: Mapping[str, str]) -> str:
    """Write a figure as one SVG document. `tokens` gives the colour of each token name, "#RRGGBB".

    Text from records is escaped and stays text; the description becomes the `<title>`.
    """
    body = "".join(_shape(shape, tokens) for shape in figure.shapes)
    width, height = _n(figure.width), _n(figure.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Inter">'
        f"<title>{_text(figure.description)}</title>{body}</svg>"
    )


def _shape(shape: Shape, tokens: Mapping[str, str]) -> str:
    match shape:
        case Line():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            return (
                f'<polyline points="{points}" fill="none" stroke="{tokens[shape.colour]}" '
                f'stroke-width="{_n(shape.width)}"{_dash(shape.dash)} stroke-linejoin="round"/>'
            )
        case Rect():
            return (
                f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(max(0.0, shape.width))}" '
                f'height="{_n(max(0.0, shape.height))}" rx="{_n(shape.radius)}" '
                f"{_paint(shape.fill, shape.stroke, tokens)}{_dash(shape.dash)}/>"
            )
        case Dot():
            return (
                f'<circle cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}" '
                f'{_paint(shape.fill, shape.stroke, tokens)} stroke-width="{_n(shape.width)}"/>'
            )
        case Label():
            return (
                f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" fill="{tokens[shape.colour]}" '
                f'font-size="{_n(shape.size)}" font-weight="{shape.weight}" '
                f'text-anchor="{shape.anchor}">{_text(shape.text)}</text>'
            )
        case Glyph():
            return _glyph(shape, tokens)


def _glyph(glyph: Glyph, tokens: Mapping[str, str]) -> str:
    scale = glyph.size / 12.0
    left, top = glyph.x - 6.0 * scale, glyph.y - 6.0 * scale
    return (
        f'<g transform="translate({_n(left)} {_n(top)}) scale({_n(scale)})">'
        f"{_glyph_path(glyph.kind, tokens)}</g>"
    )


def _glyph_path(kind: str, tokens: Mapping[str, str]) -> str:
    t1, surf = tokens["t1"], tokens["surf"]
    match kind:
        case "breach":
            mark = _BANG.format(a=3.4, b=6.6, c=8.6, ink=surf)
            return f'<path d="M6 .4 11.6 6 6 11.6.4 6Z" fill="{tokens["critf"]}"/>{mark}'
        case "risk":
            mark = _BANG.format(a=4.6, b=7.4, c=9.2, ink=t1)
            return (
                f'<path d="M6 1.1 11.4 10.8H.6Z" fill="{tokens["warnf"]}" '
                f'stroke="{tokens["warn"]}" stroke-linejoin="round"/>{mark}'
            )
        case "met":
            disc = f'<circle cx="6" cy="6" r="5.2" fill="{tokens["okf"]}"/>'
            return disc + _TICK.format(ink=surf)
        case "note":
            ring = f'<circle cx="6" cy="6" r="4.9" fill="none" stroke="{tokens["accf"]}"'
            mark = f'<path d="M6 5.4V8.6" stroke="{tokens["accf"]}" stroke-width="1.3"/>'
            dot = f'<circle cx="6" cy="3.6" r=".8" fill="{tokens["accf"]}"/>'
            return f'{ring} stroke-width="1.2"/>{mark}{dot}'
        case "half":
            ring = f'<circle cx="6" cy="6" r="4.8" fill="none" stroke="{tokens["t3"]}"/>'
            return f'{ring}<path d="M6 1.2a4.8 4.8 0 0 0 0 9.6Z" fill="{tokens["t3"]}"/>'
        case _:
            dash = ' stroke-dasharray="2 1.8"' if kind == "dashed" else ""
            return f'<circle cx="6" cy="6" r="4.8" fill="none" stroke="{tokens["t3"]}"{dash}/>'


def _paint(fill: str, stroke: str, tokens: Mapping[str, str]) -> str:
    words = f'fill="{tokens[fill] if fill else "none"}"'
    return f'{words} stroke="{tokens[stroke]}"' if stroke else words


def _dash(dash: tuple[float, ...]) -> str:
    return f' stroke-dasharray="{" ".join(_n(part) for part in dash)}"' if dash else ""


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))


def _n(value: float) -> str:
    return f"{round(value, 2):g}" if abs(value) < 100_000 else f"{value:.0f}"
