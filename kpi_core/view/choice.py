"""One choice: a part of a link, the fields of a View that it sets, and what can be chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

VERSION = "1"

Found = dict[str, object]  # path of a field -> its value
Reader = Callable[["Choice", list[str], list[str]], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A part of a link.

    `read` takes the words of the link and returns what each field becomes, adding a sentence to the list of problems
    for each word that it cannot use; `write` takes the values of the fields and returns the words.
    """

    key: str  # of the part in the link
    fields: tuple[str, ...]  # their paths in the View; the two ends of a range
    read: Reader
    write: Callable[..., list[str]]
    default: object = ""  # what each field holds where nothing is said
    always: bool = False  # whether it is written at its default too, since the default moves with data and app
    alone: bool = False  # whether a link that does not name it says that it is empty
    named: str = ""  # what a sentence calls it
    offered: Mapping[str, str] = field(default_factory=dict)  # each word that can be chosen -> its name on a control
    low: int = 0  # a number lies between both
    high: int = 0
    longest: int = 300  # characters of one word
    most: int = 50  # words that a link may hold
