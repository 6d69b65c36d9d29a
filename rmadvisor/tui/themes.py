"""Dark, light and high contrast; meaning is never in a colour alone, so NO_COLOR loses nothing."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dark",
    primary="#7aa2f7",
    secondary="#9ece6a",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#d5dcf5",
    background="#16181f",
    surface="#1d2029",
    panel="#272b38",
    dark=True,
)
LIGHT = Theme(
    name="light",
    primary="#1f4e9e",
    secondary="#2f6b2f",
    accent="#8a5300",
    warning="#8a5300",
    error="#a4122a",
    success="#2f6b2f",
    foreground="#1a1d24",
    background="#fbfbf8",
    surface="#f1f1ec",
    panel="#e2e2da",
    dark=False,
)
CONTRAST = Theme(
    name="high-contrast",
    primary="#ffff00",
    secondary="#00ff00",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff6060",
    success="#00ff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    dark=True,
    luminosity_spread=0.0,
    text_alpha=1.0,
    variables={"foreground-muted": "#ffffff"},
)
THEMES = (DARK, LIGHT, CONTRAST)
COLOURS = tuple(theme.name for theme in THEMES)
