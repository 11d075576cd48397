"""What is odd about canonical rows: each oddity with its count and the first line that shows it.

Found at the door, where the line of every row is still known, and kept in the import report. What an oddity means
for the KPIs is said by `kpi_core.analysis.health`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl
from polars import col

from kpi_core.data import Conversion, Finding
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.intake.sources.read import FILE
from kpi_core.intake.sources.records import LINE
from kpi_core.model import BY_NAME, ColumnKind, Fact

CAPPED_FROM = 0.5  # share of the known values that are one and the same
_SOME = 10_000  # rows that show that a column is not constant, if it is not
_FEW = 30  # rows from which on a share says something
_USUALLY = 0.5  # share of a channel's rows that have the column
_NEARLY_ALL, _FAR = 0.999, timedelta(days=31)
_PROMISES = ("target_s",)  # settings of the platform: the same on every row by their nature
_SISTERS = (
    ("talk_s", "wrap_s"), ("talk_s", "hold_s"), ("talk_s", "handle_s"), ("handle_s", "talk_s"), ("talk_s", "wait_s"),
    ("queue", "team"), ("qa_score", "reviewer"), ("compliance_required", "compliance_met"),
)  # fmt: skip


def findings(frame: pl.DataFrame, mapping: Mapping, files: Sequence[str], *, twice: bool) -> tuple[Finding, ...]:
    """Return the oddities of canonical rows that still hold FILE and LINE; `files` are the names behind FILE.

    `twice`: a contact id stands on several rows.
    """
    if frame.is_empty():
        return ()
    look = _Look(frame, mapping, files, twice)
    return (*look.columns(), *look.sisters(), *look.same_contact(), *look.without_agent(), *look.far())


@dataclass(frozen=True, eq=False)
class _Look:
    """The rows looked at, and how a finding about them is made."""

    frame: pl.DataFrame
    mapping: Mapping
    files: Sequence[str]
    twice: bool

    def _finding(self, check: str, column: str, rows: pl.Expr, sentence: str, of: int | None = None) -> Finding:
        found = self.frame.lazy().filter(rows).select(n=pl.len(), f=col(FILE).first(), l=col(LINE).first())
        count, file, line = found.collect().row(0)
        whole = self.frame.height if of is None else of
        said = sentence.format(n=f"{count:,}", of=f"{whole:,}", share=_share(count, whole))
        return Finding(
            check=check,
            column=column,
            count=count,
            of=whole,
            sentence=said,
            file=self.files[file] if file is not None else "",
            line=line,
        )

    def _given(self) -> Iterator[str]:
        """Columns whose cells were read, not set to one value by the mapping."""
        fields = dict((*self.mapping.columns, *self.mapping.segments))
        return (n for n in self.frame.columns if n in fields and fields[n].value is None)

    def columns(self) -> Iterator[Finding]:
        """Empty, constant and capped columns."""
        for name in self._given():
            kind = BY_NAME[name].kind if name in BY_NAME else ColumnKind.SEGMENT
            capped = kind is ColumnKind.SECONDS and name not in _PROMISES
            if not capped and self.frame[name].head(_SOME).n_unique() > 2:  # two of them are values: it is not constant
                continue
            values = self.frame[name].drop_nulls()
            if values.is_empty():
                yield Finding(
                    check="empty",
                    column=name,
                    count=self.frame.height,
                    of=self.frame.height,
                    sentence=f"{name} is empty on every row.",
                )
            elif len(values) > 1 and values[0] == values[-1] and (values == values[0]).all():
                value = "the same value" if kind is ColumnKind.KEY else f"'{_plain(values[0], kind)}'"
                yield self._finding(
                    "constant", name, col(name).is_not_null(), f"Every known {name} is {value} ({{n}} rows)."
                )
            elif capped and len(values) >= _FEW:
                most, count = _most(values)
                if most and count / len(values) >= CAPPED_FROM:
                    yield self._finding(
                        "capped", name, col(name) == most,
                        f"{{share}} of the known {name} are exactly {most:g} s ({{n}} of {{of}}).", len(values),
                    )  # fmt: skip

    def sisters(self) -> Iterator[Finding]:
        """Columns that are empty on rows where a sister column is full, in channels that usually have both."""
        have = set(self._given())
        for full, thin in _SISTERS:
            if not {full, thin} <= have or self.frame[thin].null_count() == self.frame.height:
                continue
            known = col(full).is_not_null() & self._usual(full, thin)
            found = self._finding(
                "sister", thin, known & col(thin).is_null(),
                f"{thin} is empty on {{n}} of the {{of}} rows that have {full} ({{share}}).",
                int(self.frame.select(known.sum()).item()),
            )  # fmt: skip
            if found.count:
                yield found

    def _usual(self, full: str, thin: str) -> pl.Expr:
        """Whether a row's channel usually has both: e-mail has no hold, and that is nothing odd."""
        if "channel" not in self.frame.columns:
            return pl.lit(value=True)
        rows = self.frame.select("channel", full, thin).filter(col(full).is_not_null())
        both = rows.group_by("channel").agg(s=col(thin).is_not_null().mean())
        usual = both.filter(col("s") >= _USUALLY)["channel"]
        return col("channel").is_in(usual.drop_nulls().to_list()).fill_null(value=usual.null_count() > 0)

    def same_contact(self) -> Iterator[Finding]:
        """The same contact on several rows: whole rows twice, and legs or updates of one contact."""
        if not self.twice or self.mapping.fact is not Fact.CONTACT:
            return
        repeated = col("contact_id").is_not_null() & col("contact_id").is_duplicated()
        several = self.frame.filter(repeated)
        values = [c for c in several.columns if c not in (FILE, LINE)]
        twice = ~pl.struct(values).is_first_distinct()
        copies = int(several.select(twice.sum()).item())
        if copies:
            first = several.filter(twice).select(FILE, LINE).row(0)
            said = f"{copies:,} rows say again what an earlier row of the same contact says; all are kept."
            yield Finding(
                check="duplicates",
                column="contact_id",
                count=copies,
                of=self.frame.height,
                sentence=said,
                file=self.files[first[0]],
                line=first[1],
            )
        legs = several.height - copies
        contacts = several["contact_id"].n_unique()
        if legs > contacts:
            first = several.select(FILE, LINE).row(0)
            said = (
                f"{contacts:,} contact ids stand on {legs:,} different rows, as legs or updates of one contact do; "
                "each row counts as a contact."
            )
            count = legs - contacts
            yield Finding(
                check="legs",
                column="contact_id",
                count=count,
                of=self.frame.height,
                sentence=said,
                file=self.files[first[0]],
                line=first[1],
            )

    def without_agent(self) -> Iterator[Finding]:
        """Answered contacts that no agent answered, and abandoned ones that have one."""
        have = set(self._given())
        for outcome, odd, words in (
            ("answered", col("agent").is_null(), "answered contacts have no agent"),
            ("abandoned", col("agent").is_not_null(), "abandoned contacts have an agent"),
        ):
            if "agent" not in have or not have & {outcome, "outcome"}:
                continue
            flag = col(outcome) if outcome in have else col("outcome") == outcome
            human = ~(col("handler") == "bot").fill_null(value=False) if "handler" in have else pl.lit(value=True)
            of = int(self.frame.select(flag.sum()).item() or 0)
            found = self._finding("agentless", "agent", flag & odd & human, f"{{n}} of {{of}} {words} ({{share}}).", of)
            if found.count:
                yield found

    def far(self) -> Iterator[Finding]:
        """A few rows long after all others: a mistyped year makes everything before it look finished."""
        if "at" not in self.frame.columns or self.frame.height < _FEW:
            return
        last = self.frame["at"].quantile(_NEARLY_ALL, interpolation="lower")
        found = self._finding(
            "far", "at", col("at") > pl.lit(last) + _FAR, "{n} of {of} rows lie more than a month after all others."
        )
        if found.count:
            yield found


def unread(conversions: Sequence[Conversion], rows: int, said_of: Sequence[Finding] = ()) -> tuple[Finding, ...]:
    """Return a finding for each column with cells that were not understood, or whose order of dates was not seen.

    `said_of` are findings that name some of these cells already.
    """
    found, named = [], {f.column: f.count for f in said_of}
    for c in conversions:
        failed = c.failed - named.get(c.column, 0)
        if failed > 0 and c.column != "at":  # rows without a usable time are refused, and counted there
            first: dict[str, Any] = c.examples[0] if c.examples else {"file": "", "line": None, "value": ""}
            said = f"{failed:,} cells of {c.column} were left out, like {first['value']}, and count as unknown."
            found.append(
                Finding(
                    check="unread",
                    column=c.column,
                    count=failed,
                    of=rows,
                    sentence=said,
                    file=str(first["file"]),
                    line=first["line"],
                )
            )
        if "as in other columns" in c.how:
            said = f"Nothing in {c.column} tells day from month; it was read like the other date columns ({c.how})."
            found.append(Finding(check="order", column=c.column, count=c.converted, of=rows, sentence=said))
    return tuple(found)


def _most(values: pl.Series) -> tuple[float, int]:
    """The value that half of all are, if there is one, and how many it is: in order of size it stands in the middle."""
    half = pl.lit(values)
    middle = {float(v) for v in pl.select(a=half.quantile(0.5, "lower"), b=half.quantile(0.5, "higher")).row(0)}
    return max(((v, int((values == v).sum())) for v in sorted(middle, reverse=True)), key=lambda found: found[1])


def _share(count: int, of: int) -> str:
    """A share that is never rounded to all or to nothing."""
    share = 100 * count / of if of else 0.0
    return (
        f"{share:.1f} %"
        if 0.05 <= share < 99.95 or count in (0, of)
        else ("under 0.1 %" if share < 1 else "over 99.9 %")
    )


def _plain(value: object, kind: ColumnKind) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text[:60] + (" s" if kind is ColumnKind.SECONDS else "")
