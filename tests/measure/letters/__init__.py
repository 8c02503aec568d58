"""Measures names in letters and tickets, on forms written before the patterns were read."""
