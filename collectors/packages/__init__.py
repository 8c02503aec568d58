"""The file that carries masked records from one network to another (docs/decisions)."""
