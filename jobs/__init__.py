"""THE CLOCK: command line, scheduler, one module per step."""
