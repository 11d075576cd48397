"""What can go wrong, and what each says to the user.

    KpiError                every error of the project; str(error) is one sentence that says what to do next
    ├── BadInput            a file, mapping, option, link or definitions file that cannot be used as given (status 2)
    │   └── DayOrder        nothing in an export tells day from month: whoever brought it is asked
    └── CannotAnswer        the data is fine but cannot answer this KPI, cut or cadence (status 3)

`nearest` finds the word that was probably meant.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class KpiError(Exception):
    """Base of the tree; never raised itself."""

    status = 1


class BadInput(KpiError):
    """Something given to the program cannot be used as it is."""

    status = 2


class DayOrder(BadInput):
    """Day and month of an export's dates cannot be told apart; a mapping's `day_first` answers.

    `header` is the column, `both` whether it holds dates of either order.
    """

    def __init__(self, message: str, header: str, *, both: bool) -> None:
        super().__init__(message)
        self.header, self.both = header, both


class CannotAnswer(KpiError):
    """The data, its columns or its facts cannot answer what was asked."""

    status = 3


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like the given one, or None where none is near."""
    words = list(known)
    folded = {w.casefold(): w for w in words}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return folded[found[0]] if found else None


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """Return one sentence: this word is not known, and the nearest or all that are."""
    words = sorted(known)
    guess = nearest(word, words)
    if guess:
        return f"There is no {what} '{word}'; did you mean '{guess}'?"
    if not words:
        return f"There is no {what} '{word}'."
    shown = ", ".join(words[:12]) + (" ..." if len(words) > 12 else "")
    return f"There is no {what} '{word}'; choose from {shown}."
