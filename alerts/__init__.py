"""THE OUT-DOOR: who must hear what, when. One module per channel."""

CHANNELS: dict[str, str] = {
    "mail": "alerts.mail",
    "chat": "alerts.chat",
    "webhook": "alerts.webhook",
}
"""kind -> module with `send`, imported on first use; that of mail also composes."""
