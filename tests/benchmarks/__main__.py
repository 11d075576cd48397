"""Print every measurement: `python -m tests.benchmarks [CONTACTS]`, each in a process of its own.

With CONTACTS, else a million, are measured: the same views here, in DuckDB and in pandas, the first opening, the
import of a CSV, clicks in Chromium and many sessions. What is set beside a bar of its own has a million.
"""

import subprocess
import sys
import tempfile

if __name__ == "__main__":
    contacts = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    with tempfile.TemporaryDirectory() as folder:
        for name, *given in (
            ("against", contacts, folder),
            ("opening", f"{folder}/set"),
            ("click_to_repaint", "3", folder),
            ("sessions", "8", folder),
        ):
            subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *given], check=True)
    for name, *given in (("imports", contacts), ("measure_ratio",), ("appending",), ("pages",)):
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *given], check=True)
