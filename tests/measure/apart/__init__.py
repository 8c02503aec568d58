"""Measures masking on sentences written apart from the patterns, half of them never looked at."""
