"""THE DESK: what a person does, one transaction each, with its line in the history."""
