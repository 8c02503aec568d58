"""How other people's databases are read: opened for reading only, and walked in order."""
