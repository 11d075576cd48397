"""Reading the project's own documents."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests" / "README.md"])
SOURCES = [ROOT / "app.py", ROOT / "menu.py", ROOT / "pyproject.toml", ROOT / "Makefile"] + [
    p for folder in ("kpi_core", "pages", "sample_data", "tests") for p in sorted((ROOT / folder).rglob("*.py"))
]


def text(name: str) -> str:
    """A document's text, by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(name: str, title: str) -> str:
    """What stands under a heading, its lower headings included."""
    level, found = "", []
    for line in text(name).splitlines():
        head = re.match(r"(#+) (.*)", line)
        if head and level and len(head[1]) <= len(level):
            break
        if level:
            found.append(line)
        elif head and head[2] == title:
            level = head[1]
    assert level, f"{name} has no heading '{title}'"
    return "\n".join(found)


def code(words: str) -> set[str]:
    """Everything that stands in backquotes, outside of blocks."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", words, flags=re.DOTALL)))


def blocks(words: str, language: str) -> list[str]:
    """The blocks of code of one language."""
    return re.findall(rf"```{language}\n(.*?)```", words, flags=re.DOTALL)


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    lines = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).splitlines()
    heads = [re.sub(r"[`*]", "", m[1]) for line in lines if (m := re.match(r"#+ (.*)", line))]
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}
