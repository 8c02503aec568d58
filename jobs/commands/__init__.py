"""The commands, grouped as a person thinks of them. Each module has `register(app)`."""
