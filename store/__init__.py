"""THE CELLAR: the only SQL. SQLite by default, PostgreSQL by URL, the same code for both."""
