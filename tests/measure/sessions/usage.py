"""What a process used so far, as Linux tells it."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def processor(process: int) -> float:
    """Seconds of processor time of a process and its threads."""
    told = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / _TICKS


def peak(process: int) -> int:
    """The most resident memory it had, in MB."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(told.split("VmHWM:")[1].split()[0]) // 1024


def quiet() -> float:
    """Seconds for which the machine's processors had nothing to do since it started."""
    return int(Path("/proc/stat").read_text().split(None, 6)[4]) / _TICKS
