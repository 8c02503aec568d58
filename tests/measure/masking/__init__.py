"""Measures masking on generated sentences. Shares no word list and no module with it."""
