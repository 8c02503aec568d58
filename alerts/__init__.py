"""THE OUT-DOOR: who must hear what, when. One module per channel."""

CHANNELS: dict[str, str] = {}
"""kind -> module with `send`, imported on first use."""
