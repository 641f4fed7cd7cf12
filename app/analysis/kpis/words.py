"""Numbers and shares in the house's words (DESIGN_LANGUAGE §8)."""


def percent(k: int, n: int) -> str:
    """K of n in percent with one decimal, whole ones without: "91.6 %", "100 %"; "n/a" of none."""
    return "n/a" if n == 0 else f"{number(100 * k / n)} %"


def number(value: float) -> str:
    """At most one decimal, thousands grouped, a real minus sign."""
    text = f"{abs(value):,.1f}".removesuffix(".0")
    return f"−{text}" if value < 0 and text != "0" else text


def signed(value: float) -> str:
    """A difference with its sign: "+3.5", "−1.4", "0"."""
    text = number(value)
    return text if text == "0" or value < 0 else f"+{text}"


def parameter_words(name: str, value: float) -> str:
    """A parameter of a definition: "also met from 90 % favourable on"; empty where it is off."""
    on = bool(value)
    kind = int(value) if value.is_integer() and 0 <= value < len(_CHARTS) else None
    return {
        "chart": f"chart {f'{value:g}' if kind is None else _CHARTS[kind]}",
        "favourable": f"also met from {value:g} % favourable on",
        "restart": "SLA clock starts anew with its priority" if on else "SLA clock from opened",
        "three_of_four": "three of four near a limit" if on else "",
    }.get(name, f"{name} {value:g}")


_CHARTS = ("XmR", "p′", "u′", "XmR of logarithms", "t", "g")
"""The kinds of control chart in words, by the number that a definition gives as `chart`."""
