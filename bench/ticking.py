"""Whether the window stays awake while a file is imported: a 10 ms tick beside the import."""

import subprocess
import sys
from pathlib import Path

import numpy as np

CODE = """
import os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QTimer, Qt
from PySide6.QtWidgets import QApplication
from app.models.records import Options
from app.services.import_files import import_files
from app.services.tower import open_tower
from app.views import background
from app.views.main_window import MainWindow
application = QApplication([])
tower = open_tower(Path(sys.argv[2]), now=1800000000, report_zone="UTC")
window = MainWindow(tower)
window.resize(1440, 900)
window.show()
at, ended = [], []
timer = QTimer()
timer.setTimerType(Qt.TimerType.PreciseTimer)
timer.timeout.connect(lambda: at.append(time.perf_counter()))
def done(report):
    ended.append(report.files[0])
    application.quit()
def begin():
    timer.start(10)
    options = Options(timezone="UTC", date_order="ymd")
    background.change("Import", lambda progress: import_files(tower, [Path(sys.argv[1])], options,
        progress=lambda name, done, total: progress(done, total, name)), done,
        lambda failure: application.exit(1))
QTimer.singleShot(500, begin)
code = application.exec()
assert ended and ended[0].new, ended
print(*at)
sys.exit(code)
"""


def run(export: Path, store: Path) -> None:
    """Print how late the ticks of a real window came while the export was imported."""
    store.unlink(missing_ok=True)
    answer = subprocess.run(
        [sys.executable, "-c", CODE, str(export), str(store)],
        check=True,
        capture_output=True,
        text=True,
    )
    gaps = np.diff(np.array(answer.stdout.split(), float)) * 1000
    half, late, worst = np.percentile(gaps, (50, 99, 100))
    print(
        f"{'a 10 ms tick of the window while it imports':58} {late:10.1f} ms p99  goal ≤ 25 "
        f"(median {half:.1f}, worst {worst:.0f}, {len(gaps):,} ticks)",
        flush=True,
    )
