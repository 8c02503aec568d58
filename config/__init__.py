"""THE SWITCHBOARD: settings from the environment, tables from TOML. Read by the front doors."""
