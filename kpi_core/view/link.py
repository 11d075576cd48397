"""A link becomes a View: what it says is read, and what could not be used is said in sentences."""

from collections.abc import Mapping, Sequence
from datetime import date

from kpi_core.view.choice import VERSION, Choice, Found
from kpi_core.view.choices import CHOICES
from kpi_core.view.paths import value_of, with_values
from kpi_core.view.read import short
from kpi_core.view.view import View


def from_query(query: Mapping[str, Sequence[str]], default: View) -> tuple[View, tuple[str, ...]]:
    """Read a link. What it does not say is taken from `default`; what it says wrongly is named and left out.

    A link that says anything (has the version parameter) stands alone: lists it does not name are empty in it.
    """
    if not query:
        return default, ()
    known = {choice.key for choice in CHOICES}
    strange = [name for name in query if name not in known]
    problems = [f"The link has a part '{short(name)}' that is not known; it was left out." for name in strange]
    version = list(query.get("v", ()))
    if version and version != [VERSION]:
        problems.append(
            f"The link was made by another version of this app (v={short(version[0])}); "
            "it was read as well as possible."
        )
    found: Found = {}
    for choice in CHOICES:
        if choice.key in query or (version and choice.alone):
            found |= _read(choice, query.get(choice.key, ()), problems)
    for choice in CHOICES:
        found |= _in_order(choice, found, default, problems)
    return with_values(default, found), tuple(problems)


def _read(choice: Choice, said: Sequence[str], problems: list[str]) -> Found:
    """What one part of the link says."""
    words = [w for w in said if w != ""]
    if len(words) > choice.most:
        problems.append(
            f"The link holds {len(words)} values for '{choice.key}'; only the first {choice.most} are used."
        )
    return choice.read(choice, words[: choice.most], problems)


def _in_order(choice: Choice, found: Found, default: View, problems: list[str]) -> Found:
    """The default range in place of one whose days run backwards."""
    usual = {path: value_of(default, path) for path in choice.fields}
    ends = [found.get(path, usual[path]) for path in choice.fields]
    match ends:
        case [date() as since, date() as until] if since > until:
            problems.append(f"The link's dates run backwards ({since} to {until}); the default range is shown.")
            return usual
    return {}
