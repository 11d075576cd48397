"""The text of a definitions file, to say in which line something stands."""

import re
from dataclasses import dataclass

_HEAD = re.compile(r"^\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Source:
    """The file, to say in which line something stands."""

    name: str
    text: str

    def line(self, section: str, key: str = "", nth: int = 0) -> int:
        """Return the line of a key in the nth part of this name; 0 where it cannot be told."""
        inside, seen, head = False, -1, 0
        own = re.compile(rf"""^\s*(?:{re.escape(section)}\.)?["']?{re.escape(key)}["']?\s*[=.]""" if key else "$^")
        for i, line in enumerate(self.text.splitlines(), start=1):
            found = _HEAD.match(line)
            if found:
                here = found[1].replace('"', "").replace("'", "")
                seen += here == section
                inside = (here == section and seen == nth) or (inside and here.startswith(f"{section}."))
                head = i if inside and not head else head
                if inside and key and here == f"{section}.{key}":
                    return i
            elif own.match(line) and (inside or line.lstrip().startswith(f"{section}.")):
                return i
            elif not head and re.match(rf"\s*{re.escape(section)}\s*=", line):
                head = i
        return head

    def at(self, section: str, key: str = "", nth: int = 0) -> str:
        """Return where something stands, to begin a sentence with."""
        line = self.line(section, key, nth)
        return f"{self.name}, {f'line {line}, ' if line else ''}[{section}]"

    def condition(self, section: str, column: str) -> int:
        """Return the line in which a rule tests a column."""
        first = self.line(section)
        test = re.compile(rf"""column\s*=\s*["']{re.escape(column)}["']""")
        lines = self.text.splitlines()
        return next((i for i, s in enumerate(lines, start=1) if i >= first and test.search(s)), first)
