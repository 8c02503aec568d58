"""What feeds need to be read as their writers meant them: encodings, dates, markup."""
