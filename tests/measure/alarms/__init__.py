"""How long a look at many live alarms takes."""
