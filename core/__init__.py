"""THE WORDS: what every room of Minsheng talks about. No I/O, no clock."""
