"""Personal values become keyed hashes at the door: repeats can be found, numbers cannot be listed back.

The hash is HMAC-SHA256 with a secret of the installation, 16 hex characters. The raw value is never kept.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import polars as pl

from kpi_core.errors import BadInput
from kpi_core.intake.sources.repeated_text import each, is_packed

HIDDEN = "(hidden)"
_NOBODY = (
    "anonymous", "anon", "anonym", "unknown", "unbekannt", "withheld", "private", "privat", "restricted", "unavailable",
    "none", "nobody", "blocked", "hidden", "suppressed", "nocallerid", "noclid", "unterdruckt", "unterdr\u00fcckt",
    "notavailable", "notprovided", "na", "null", "undefined", "test", "guest", "inconnu", "anonimo", "an\u00f3nimo",
)  # fmt: skip
_CROWD, _CROWD_ROWS, _FEW_CUSTOMERS = 0.25, 200, 20  # share of the rows, rows and customers from which on it is told
_SHA_BLOCK = 64  # bytes
_LOOKED_AT = 2_000  # rows
_BATCH = 100_000  # values that are hashed at a time; as objects they are many times their size


def secret() -> bytes:
    """Return the installation's secret: KPI_SECRET, else a file that only its owner can read, made once."""
    given = os.environ.get("KPI_SECRET")
    if given:
        return given.encode()
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    path = Path(state) / "kpi_core" / "secret"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            made = path.with_name(f".secret.{secrets.token_hex(4)}")
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
            try:
                _settle(made, path)
            finally:
                made.unlink(missing_ok=True)
        return path.read_bytes().strip()
    except OSError as error:
        raise BadInput(
            "The secret for personal data cannot be kept; set KPI_SECRET or a writable XDG_STATE_HOME."
        ) from error


def _settle(made: Path, path: Path) -> None:
    """Let a secret stand in its place; of two that start at once, one stays."""
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    except OSError:  # a disk that knows no links
        if not path.exists():
            made.rename(path)


def nobody(keys: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return which customer keys are words for nobody, and which are one key that a quarter of all rows have."""
    looks = each(keys, lambda texts: texts.str.contains(r"^\D*0*\D*$"))
    maybe = looks.fill_null(value=False)  # few: most keys are numbers
    bare = keys.filter(maybe).cast(pl.String).str.to_lowercase().str.replace_all(r"[^\pL\pN]", "")
    named = bare.is_in(_NOBODY) | bare.str.contains(r"^(?:0+|)$")
    word = pl.repeat(value=False, n=len(keys), eager=True).scatter(maybe.arg_true().filter(named), values=True)
    crowd = pl.repeat(value=False, n=len(keys), eager=True)
    known = len(keys) - keys.null_count() - int(word.sum())
    if known >= _CROWD_ROWS:
        # What a quarter of all rows have is the commonest of some of them too.
        some = keys.filter(~word).drop_nulls().gather_every(max(1, known // _LOOKED_AT)).cast(pl.String)
        common = some.value_counts(sort=True)
        commonest = common[keys.name][0]
        same = each(keys, lambda texts: texts == commonest).fill_null(value=False) & ~word
        if common.height > _FEW_CUSTOMERS and int(same.sum()) >= _CROWD * known:
            crowd = same
    return word, crowd


def hashed(texts: pl.Series, key: bytes) -> pl.Series:
    """Return each text's keyed hash; missing stays missing. A value that comes again and again is hashed once."""
    if is_packed(texts):
        return each(texts, lambda different: _hashes(different, key))
    once = texts.drop_nulls().unique()
    if 2 * len(once) > len(texts):  # hardly a value twice: a table of them would be as large as the column
        return _hashes(texts, key).alias(texts.name)
    table = pl.DataFrame({"t": once, "h": _hashes(once, key)})
    return pl.DataFrame({"t": texts}).join(table, on="t", how="left", maintain_order="left")["h"].alias(texts.name)


def _hashes(texts: pl.Series, key: bytes) -> pl.Series:
    parts = [pl.Series([], dtype=pl.String)]
    code = _keyed(key)
    for at in range(0, len(texts), _BATCH):
        made = [t if t is None else code(t.encode()) for t in texts.slice(at, _BATCH)]
        parts.append(pl.Series(made, dtype=pl.String))
    return pl.concat(parts, rechunk=True)


def _keyed(key: bytes) -> Callable[[bytes], str]:
    """HMAC-SHA256 (RFC 2104), its first 8 bytes in hex; the key is taken in once and not with every value."""
    block = (hashlib.sha256(key).digest() if len(key) > _SHA_BLOCK else key).ljust(_SHA_BLOCK, b"\0")
    inner, outer = (hashlib.sha256(bytes(b ^ pad for b in block)) for pad in (0x36, 0x5C))

    def code(value: bytes) -> str:
        within, around = inner.copy(), outer.copy()
        within.update(value)
        around.update(within.digest())
        return around.hexdigest()[:16]

    return code
