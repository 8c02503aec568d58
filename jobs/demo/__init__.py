"""A synthetic county (示例县) for `minsheng demo`: everything in it is invented.

Pure: no clock, no files but its own words. The same seed gives the same county.
"""

from jobs.demo.county import County, generate, play

__all__ = ["County", "generate", "play"]
