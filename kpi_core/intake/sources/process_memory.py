"""How much memory a process holds, asked of the system that it runs on."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

_PROC = Path("/proc")
_PAGE = 4096  # bytes
_MAY_ASK = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION


def held(process: int) -> int:
    """Return the bytes of memory that a process holds, 0 where the system does not say."""
    if os.name == "nt":
        return _by_windows(process)
    return _by_proc(process) if (_PROC / "self").exists() else _by_ps(process)


def _by_proc(process: int) -> int:
    try:
        return int((_PROC / str(process) / "statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _by_ps(process: int) -> int:
    """macOS, and a Linux that hides /proc."""
    try:
        said = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, check=True)  # noqa: S603, S607
        return int(said.stdout) * 1024
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of Windows."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        ("PeakWorkingSetSize", ctypes.c_size_t),
        ("WorkingSetSize", ctypes.c_size_t),
        ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPagedPoolUsage", ctypes.c_size_t),
        ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
        ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
        ("PagefileUsage", ctypes.c_size_t),
        ("PeakPagefileUsage", ctypes.c_size_t),
    )


def _by_windows(process: int) -> int:
    found = 0
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenProcess(_MAY_ASK, 0, process))
        counters = _Counters()
        counters.cb = ctypes.sizeof(counters)
        if handle and kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb):
            found = int(counters.WorkingSetSize)
        kernel.CloseHandle(handle)
    return found
