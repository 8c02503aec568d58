"""Everything at once for some minutes: does memory stay flat? `python -m tests.measure.soak`.

A worker, the dashboard with readers, files that keep coming in, backups and the doctor run over one new
installation. The memory of both programs (resident set, /proc) is read every two seconds.
The first third warms up; the last third may hold at most a tenth more than the middle one.
Exit code 1 where it does not, where a program ended, where a row was lost, or where a reader's
page failed.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from core.times import SHANGHAI
from tests.dashboard.serving import ROOT, served
from tests.measure.sessions.__main__ import use

GROWTH = 1.10
_ROWS = 200
_PLACES = ("云杉小区", "白鹭花园", "望江路", "松涛苑", "春晖里", "河滨东路")
_MATTERS = (
    "夜间施工噪声扰民",
    "电梯反复故障",
    "停水三天无人通知",
    "路灯不亮",
    "拖欠工资",
    "停车费乱涨",
)


def minsheng(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobs.cli", *words],
        cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False,
    )  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "MINSHENG_HOME": str(home),
        "MINSHENG_QUIET": "1",
        "PYTHONPATH": str(ROOT),
    }


def feed(home: Path, number: int) -> int:
    """Drop one more file into the inbox, as another program would."""
    folder = home / "inbox" / "message_board"
    folder.mkdir(parents=True, exist_ok=True)
    part, now = home / f"part-{number}.csv", datetime.now(SHANGHAI)
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"])
        for row in range(_ROWS):
            place, matter = _PLACES[row % 6], _MATTERS[(row // 6 + number) % 6]
            at = now - timedelta(minutes=row)
            said = f"{place}{matter}，已经反映过第{row % 9}次，希望尽快处理，谢谢。"
            writer.writerow(
                [f"{number}-{row}", f"U{row}", f"{place}{matter}", f"{at:%Y-%m-%d %H:%M:%S}", said]
            )
    part.replace(folder / f"file-{number}.csv")
    return _ROWS


def resident(pid: int) -> float:
    """Megabytes that a process and its children hold."""
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text()
            waiting += [
                int(word) for word in Path(f"/proc/{one}/task/{one}/children").read_text().split()
            ]
        except OSError:
            continue
        told = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0")
        total += int(told.split()[1]) / 1024
    return total


def dashboard_pid() -> int:
    for entry in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
        if b"dashboard" in Path(f"/proc/{entry}/cmdline").read_bytes().split(b"\0"):
            return int(entry)
    raise SystemExit("the dashboard did not start")


def thirds(values: list[float]) -> tuple[float, float]:
    """Medians of the middle and of the last third."""
    part = max(1, len(values) // 3)
    return statistics.median(values[part : 2 * part]), statistics.median(values[2 * part :])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=30.0)
    asked.add_argument("--sessions", type=int, default=5)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak") as folder, ExitStack() as running:
        sys.exit(soak(Path(folder), wanted.minutes, wanted.sessions, running))


def upkeep(home: Path) -> list[str]:
    """What an operator runs beside; what went wrong."""
    commands = (("backup", "--keep", "2"), ("history", "write"), ("doctor",))
    done = {words[0]: minsheng(home, *words) for words in commands}
    return [
        f"{name}: {one.stdout[-300:]} {one.stderr[-300:]}"
        for name, one in done.items()
        if one.returncode
    ]


def soak(home: Path, minutes: float, sessions: int, running: ExitStack) -> int:
    minsheng(home, "doctor")
    log = running.enter_context((home / "worker.out").open("wb"))
    worker = subprocess.Popen(
        [sys.executable, "-m", "jobs.cli", "worker"], cwd=ROOT, env=environment(home),
        stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    running.callback(worker.wait, 30)
    running.callback(worker.terminate)
    url = running.enter_context(served(home, home))
    pids = {"worker": worker.pid, "dashboard": dashboard_pid()}
    until = time.monotonic() + minutes * 60
    waits: list[float] = []
    failed: list[str] = []

    def read(number: int) -> None:
        try:
            use(url, number, 5.0, until, waits)
        except Exception as error:  # noqa: BLE001 - told at the end, whatever it was
            failed.append(repr(error))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(sessions)]
    for reader in readers:
        reader.start()
    found, rows, number, next_backup = {name: [] for name in pids}, 0, 0, time.monotonic() + 30
    while time.monotonic() < until and worker.poll() is None:
        if number % 5 == 0:
            rows += feed(home, number)
        number += 1
        if time.monotonic() > next_backup:
            next_backup = time.monotonic() + 120
            failed += upkeep(home)
        for name, pid in pids.items():
            found[name].append(resident(pid))
        time.sleep(2)
    for reader in readers:
        reader.join(180)
    return told(home, found, rows, waits, failed, worker.poll())


def told(
    home: Path, found: dict[str, list[float]], rows: int, waits: list[float], failed: list[str],
    ended: int | None,
) -> int:  # fmt: skip
    import sqlite3

    end = time.monotonic() + 120
    while time.monotonic() < end:
        with sqlite3.connect(home / "minsheng.db", timeout=30) as conn:
            taken = conn.execute("SELECT count(*) FROM message_keys").fetchone()[0]
        if taken >= rows:
            break
        time.sleep(2)
    good = ended is None and not failed and taken == rows
    print("| program | start, MB | middle third, MB | last third, MB | growth | flat |")
    print("|---|---|---|---|---|---|")
    for name, values in found.items():
        middle, last = thirds(values)
        flat = last <= middle * GROWTH
        good = good and flat
        print(f"| {name} | {values[0]:.0f} | {middle:.0f} | {last:.0f} | {last / middle - 1:+.1%} | "
              f"{'yes' if flat else 'no'} |")  # fmt: skip
    waits.sort()
    print(f"\n{rows} rows dropped, {taken} taken in; {len(waits)} actions of readers, "
          f"95th percentile {waits[round(0.95 * (len(waits) - 1))] if waits else 0:.2f} s; "
          f"worker {'running' if ended is None else f'ended with {ended}'}.")  # fmt: skip
    for one in failed[:5]:
        print(f"failed: {one}")
    return 0 if good else 1


if __name__ == "__main__":
    main()
