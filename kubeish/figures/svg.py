"""SVG as text: elements, escaped and with short numbers."""

from __future__ import annotations

from html import escape

from .colours import BACKGROUND, EDGE, INK, write_dark_style

CHINESE = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'"
MONO = f"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', {CHINESE}, monospace"
SANS = f"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, {CHINESE}, sans-serif"
MONO_WIDTH = 0.61  # of a character, in units of its size; a little more than any font of MONO needs
PICTURE = "kubeish-svg"
SMALLEST = 0.75  # of its width; in a narrower place it is scrolled, so that it stays readable


def draw_element(tag: str, *children: str, **attributes: object) -> str:
    """One element. ``children`` are markup; underscores in a name stand for hyphens."""
    pairs = "".join(f' {name.rstrip("_").replace("_", "-")}="{_format(value)}"' for name, value in attributes.items())
    return f"<{tag}{pairs}>{''.join(children)}</{tag}>" if children else f"<{tag}{pairs}/>"


def draw_text(x: float, y: float, words: str, **attributes: object) -> str:
    """Words with their baseline at ``y``."""
    return draw_element("text", escape(words, quote=False), x=x, y=y, style="white-space:pre", **attributes)


def draw_card(width: float, height: float, title: str, description: str, *shapes: str) -> str:
    """A whole picture on a card of its own, light on light pages and dark on dark ones."""
    place = {"x": 0.5, "y": 0.5, "width": width - 1, "height": height - 1}
    return draw_element(
        "svg",
        draw_element("title", escape(title, quote=False)),
        draw_element("desc", escape(description, quote=False)),
        f"<style>{write_dark_style(PICTURE)}</style>",
        draw_element("rect", **place, rx=8, fill=BACKGROUND, stroke=EDGE),
        *shapes,
        xmlns="http://www.w3.org/2000/svg",
        class_=PICTURE,
        role="img",
        width=width,
        height=height,
        viewBox=f"0 0 {_format(width)} {_format(height)}",
        style=f"max-width:100%;min-width:{SMALLEST * width:.0f}px;height:auto",
        font_family=SANS,
        font_size=13,
        fill=INK,
    )


def _format(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else escape(str(value))
