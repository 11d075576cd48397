"""What a process and those that it started took."""

import os


def most_held(*, children: bool = False) -> float:
    """Return the MB that this process held at most, or the largest of its ended children; 0 where Windows is silent."""
    try:
        import resource
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF)
    return used.ru_maxrss / 1024


def children_busy() -> float:
    """Return the seconds of the processor that this process's ended children took."""
    times = os.times()
    return times.children_user + times.children_system
