"""How well an accused unit is recognised, on messages read by hand."""
