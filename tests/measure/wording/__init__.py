"""How well departures from an agreed statement are found, on 200 made replies."""
