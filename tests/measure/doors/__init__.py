"""Spoiled input at every door."""
