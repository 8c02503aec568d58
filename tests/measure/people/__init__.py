"""Measures names alone, on sentences that share no list, form or module with the patterns."""
