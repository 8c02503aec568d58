"""What a process that only shows pages does without, because it would hold it all day."""

import subprocess
import sys


def test_pages_load_neither_masks_nor_what_thinks_or_prints():
    asked = "import sys, dashboard.asgi, dashboard.app; print(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=100
    )
    loaded = set(done.stdout.split())
    assert "dashboard.asgi" in loaded
    assert not loaded & {"core.masks", "analysis", "rjieba", "snownlp", "typst"}
