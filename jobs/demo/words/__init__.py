"""The templates of the synthetic county, one TOML file per theme, read once."""
