"""docs/settings.md names every setting that there is."""

import argparse
import ast
import re
import tomllib
from dataclasses import fields

import pytest

from kpi_core.cli.options import parser
from kpi_core.definitions import DAYS, DEFAULT, RULED, SCOPES, parse, to_toml
from kpi_core.definitions.rules import TESTS
from kpi_core.intake import from_toml, presets
from kpi_core.intake.mappings.field import SHARES, DurationUnit
from kpi_core.intake.mappings.mapping import JOINS
from kpi_core.model import Cadence, Fact
from tests.docs.reading import ROOT, SOURCES, blocks, code, section, text

SETTINGS = "docs/settings.md"
DEFINITIONS = section(SETTINGS, "The definitions file")
MAPPING = section(SETTINGS, "A mapping")
EXAMPLE = parse(blocks(DEFINITIONS, "toml")[1])
COMMANDS = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)).choices


def test_the_definitions_as_documented_are_the_defaults() -> None:
    shown = blocks(DEFINITIONS, "toml")[0]
    assert parse(shown) == DEFAULT
    assert tomllib.loads(shown) == tomllib.loads(to_toml(DEFAULT))


def test_the_example_of_definitions_uses_every_section_without_a_default() -> None:
    empty = [f.name for f in fields(DEFAULT) if getattr(DEFAULT, f.name) == ()]
    assert [name for name in empty if getattr(EXAMPLE, name) == ()] == []


@pytest.mark.parametrize("part", list(tomllib.loads(to_toml(EXAMPLE))))
def test_every_section_of_the_definitions_is_documented(part: str) -> None:
    named = code(DEFINITIONS)
    assert {f"[{part}]", f"[[{part}]]"} & named or any(n.startswith(f"[{part}.") for n in named)
    if part in {"limits", "windows", "calendar", "scales"}:
        assert set(tomllib.loads(to_toml(DEFAULT))[part]) <= named


def test_every_word_of_the_definitions_is_documented() -> None:
    scoped = {"kpi", "value", "low", "action", "copied", "from", "seconds", "all", "any", "column", "hours"}
    assert scoped | set(TESTS) | set(SCOPES) | {DAYS[0], DAYS[-1]} <= code(DEFINITIONS)
    assert {f"[rules.{r}]" for r in RULED} <= code(DEFINITIONS)


@pytest.mark.parametrize("keys", ["TOP", "FILE", "LATEST", "KEYS"])
def test_every_key_of_a_mapping_is_documented(keys: str) -> None:
    """The keys are literal tuples of the modules that read mappings; whichever it is that holds them."""
    found = [
        ast.literal_eval(node.value)
        for path in sorted((ROOT / "kpi_core" / "intake" / "mappings").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).strip("_").removesuffix("_KEYS") == keys
    ]
    assert len(found) == 1
    assert set(found[0]) <= {word.strip("[]") for word in code(MAPPING)}


def test_every_word_of_a_mapping_is_documented() -> None:
    named = code(MAPPING)
    assert {str(u) for u in DurationUnit} | set(SHARES) | set(JOINS) | {str(f) for f in Fact} <= named


def test_the_example_of_a_mapping_is_one() -> None:
    (example,) = blocks(MAPPING, "toml")
    assert from_toml(example).to_dict() == {**tomllib.loads(example), "fact": "contact"}


def test_every_preset_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", section(SETTINGS, "Presets"), flags=re.MULTILINE)
    assert dict(rows) == {name: preset.name for name, preset in presets().items()}


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_option_of_the_command_line_is_documented(command: str) -> None:
    words = section(SETTINGS, "The command line")
    row = next(line for line in words.splitlines() if line.startswith(f"| `{command}` "))
    options = [a for a in COMMANDS[command]._actions if a.option_strings and a.dest != "help"]
    named = {n.split()[0] for n in code(row.split("|")[2])}
    formats = {c for a in options if a.dest == "format" for c in a.choices or ()}
    assert named == {a.option_strings[0] for a in options} | formats
    rest = {n.split()[0] for n in code(words.partition("| option |")[2])}
    assert {a.option_strings[0] for a in options} <= rest


def test_every_variable_of_the_environment_is_documented() -> None:
    read = set()
    for path in SOURCES:
        if path.suffix == ".py" and "tests" not in path.relative_to(ROOT).parts:
            read |= {name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name in _asked(node)}
    words = section(SETTINGS, "The environment")
    assert read == set(re.findall(r"^\| `(\w+)` \|", words, flags=re.MULTILINE))


def _asked(node: ast.AST) -> list[str]:
    """The variable that `os.environ.get` or `os.environ[...]` asks for by name."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.environ.get", "os.getenv"}:
        return [a.value for a in node.args[:1] if isinstance(a, ast.Constant)]
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return [node.slice.value] if isinstance(node.slice, ast.Constant) else []
    return []


def test_every_variable_and_target_of_make_is_documented() -> None:
    makefile, words = text("Makefile"), section(SETTINGS, "Make")
    for name in re.findall(r"^([A-Z]+) \?=", makefile, flags=re.MULTILINE):
        assert f"{name}=" in words
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, flags=re.MULTILINE))
    assert targets - {"help"} <= set(re.findall(r"make ([a-z]+)", text("CONTRIBUTING.md")))


def test_every_cadence_is_documented() -> None:
    words = section(SETTINGS, "The command line")
    row = next(line for line in words.splitlines() if line.startswith("| `--cadence "))
    assert {str(c) for c in Cadence} == code(row.split("|")[2])
    usage = re.search(r"\[--cadence ([\w|]+)\]", text("README.md"))
    assert usage
    assert usage[1].split("|") == list(Cadence)
