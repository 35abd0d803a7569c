"""SVG as text: elements, escaped and with numbers kept short. It knows nothing of what is drawn."""

from __future__ import annotations

from html import escape

MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
MONO_WIDTH = 0.61  # of a monospaced character, in units of its size; a little more than any of the fonts above needs
SMALLEST = 0.75  # of its size: in a narrower place a picture is scrolled, since its words could not be read any more


def element(tag: str, *children: str, **attributes: object) -> str:
    """One element. ``children`` are markup already; underscores in a name stand for hyphens."""
    pairs = "".join(f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"' for name, value in attributes.items())
    return f"<{tag}{pairs}>{''.join(children)}</{tag}>" if children else f"<{tag}{pairs}/>"


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Words with their baseline at ``y``."""
    return element("text", escape(words, quote=False), x=x, y=y, style="white-space:pre", **attributes)


def card(width: float, height: float, title: str, description: str, *shapes: str) -> str:
    """A whole picture on a light card of its own, which reads on light pages and on dark ones."""
    paper = element("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, rx=8, fill="#fcfcfa", stroke="#b9b9b4")
    return element(
        "svg",
        element("title", escape(title, quote=False)),
        element("desc", escape(description, quote=False)),
        paper,
        *shapes,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        width=width,
        height=height,
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        style=f"max-width:100%;min-width:{SMALLEST * width:.0f}px;height:auto",
        font_family=SANS,
        font_size=13,
        fill="#1d1d1b",
    )


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else escape(str(value))
