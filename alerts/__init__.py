"""THE OUT-DOOR: who must hear what, when. One module per channel."""

CHANNELS: dict[str, str] = {
    "mail": "alerts.mail",
}
"""kind -> module with `compose` (pure) and `send`, imported on first use."""
