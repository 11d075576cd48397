"""Which rows are looked at: a range of whole days, and segment values kept and left out."""

from dataclasses import dataclass
from datetime import date

Cut = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """A range of whole local days, both inclusive, and a cut; None and empty mean: not said.

    `where` holds segments with the values kept, `without` those left out; "" stands for a blank one.
    """

    since: date | None = None
    until: date | None = None
    where: Cut = ()
    without: Cut = ()

    @property
    def segments(self) -> Cut:
        """Every segment that it names, with its values."""
        return (*self.where, *self.without)


EVERYTHING = Selection()
