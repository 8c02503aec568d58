"""Briefings: what a period or an issue was, told in facts, sections, tables and charts."""
