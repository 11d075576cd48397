"""Words of times and durations in the languages of exports, from CLDR as Babel holds it.

A column is read in the languages that know all of its words: `mar` is March in Spanish and Tuesday in Italian. A word
that these languages take for different things stays as it is, and its cell is not understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import polars as pl
from babel import Locale
from babel.units import format_unit

LANGUAGES = (
    "en", "de", "fr", "it", "es", "es_MX", "pt", "pt_PT", "nl", "da", "sv", "nb", "fi", "is", "pl", "cs", "sk", "hu",
    "ro", "bg", "hr", "sl", "sr", "uk", "ru", "lt", "lv", "et", "el", "tr", "ca", "gl", "eu", "id", "ms", "vi", "ja",
    "zh", "ko", "th", "he", "ar", "fa", "hi",
)  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"day": "d", "hour": "h", "minute": "m", "second": "s"}
_WORD = r"[\p{L}\p{M}]+(?:[.'\u2019][\p{L}\p{M}]+)*\.?"
_MOST_WORDS = 80  # different ones in a column; more are somebody's text
_SPACES = r"[\u00a0\u2000-\u200a\u202f\u3000]"
_LETTERS_HALF = r"([\p{L}])\.\s?([\p{L}])\."  # p. m., as one word
_NUMBERED = (
    (r"(\d)\s*[\u5e74\ub144\u6708\uc6d4]\s*", "${1}-"),  # year and month in Chinese, Japanese and Korean
    (r"(\d)\s*[\u65e5\uc77c]", "${1} "),
    (r"(\d)\s*[\u6642\u65f6\uc2dc]\s*(\d)", "${1}:${2}"),
    (r"(\d)\s*[\u5206\ubd84]", "${1}"),
    (r"\b(\d{1,2})\s?[hH]\s?(\d{2})\b", "${1}:${2}"),  # 13h28
    (r"\s(\d{1,2})\s?[hH]$", " ${1}:00"),
)
_YEAR_FIRST = r"^(\d{4})[.,]?\s+([A-Z][a-z]{2})\s+(\d{1,2})\.?"
_YEAR_LAST = r"^([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})\s+(?:([A-Z]{3,4})\s+)?(\d{4})$"
_ORDINAL = r"^(\d{1,2})(?:\.\s|er\s|\u00ba\s|\u00aa\s)"
_CLOCK_BEHIND = r"\b(AM|PM)\s*(\d{1,2}(?::\d{2}){1,2})"

Table = Mapping[str, Mapping[str, str]]  # language -> word -> what it means


def times_in_english(texts: pl.Series) -> pl.Series:
    """Return times with the names of months and the halves of the day as English writes them."""
    spaced = texts.str.replace_all(_SPACES, " ").str.replace_all(_LETTERS_HALF, "${1}${2}")
    for pattern, plain in _NUMBERED:
        spaced = spaced.str.replace_all(pattern, plain)
    said = _translated(spaced, _times()).str.replace_all(r"\s+", " ").str.replace_all(r"\s+,", ",")
    said = said.str.replace(_CLOCK_BEHIND, "${2} ${1}").str.replace(_YEAR_FIRST, "${3} ${2} ${1}")
    said = said.str.replace(_YEAR_LAST, "${2} ${1} ${5} ${3} ${4}")
    return said.str.replace(_ORDINAL, "${1} ").str.strip_chars(" ,.").alias(texts.name)


def durations_in_letters(texts: pl.Series) -> pl.Series:
    """Return durations with their units as d, h, m and s."""
    said = _translated(texts.str.replace_all(_SPACES, " "), _durations())
    return said.str.replace_all(r"\s+", " ").str.strip_chars(" ,.").alias(texts.name)


def _translated(texts: pl.Series, table: Table) -> pl.Series:
    """The texts with each word that means something replaced by it."""
    words = texts.drop_nulls().str.extract_all(_WORD).explode().drop_nulls().unique()
    if not 0 < len(words) <= _MOST_WORDS:
        return texts
    meant = _meanings(words.to_list(), table)
    for word in sorted(meant, key=len, reverse=True):
        pattern = rf"(^|[^\p{{L}}\p{{M}}.]){re.escape(word)}($|[^\p{{L}}\p{{M}}])"
        texts = texts.str.replace_all(pattern, "${1}" + meant[word] + "${2}")
    return texts


def _meanings(words: Iterable[str], table: Table) -> dict[str, str]:
    """What each word means in the languages that know all that any language knows; none where these differ."""
    keys = {word: _key(word) for word in words}
    known = {word for word, key in keys.items() if any(key in own for own in table.values())}
    able = [own for own in table.values() if all(keys[word] in own for word in known)] or list(table.values())
    found = {word: {own[keys[word]] for own in able if keys[word] in own} for word in known}
    return {word: next(iter(meant)) for word, meant in found.items() if len(meant) == 1}


def _key(word: str) -> str:
    return word.casefold().replace(".", "").replace("\u2019", "'")


@cache
def _times() -> Table:
    return {language: _of_times(Locale.parse(language)) for language in LANGUAGES}


@cache
def _durations() -> Table:
    return {language: _of_durations(Locale.parse(language)) for language in LANGUAGES}


def _of_times(locale: Locale) -> dict[str, str]:
    """The words that a language writes times with: what is only said beside them means nothing."""
    found = dict.fromkeys(_beside(locale), "")
    for context in locale.days.values():
        named = (names for style, names in context.items() if style != "narrow")  # one letter may be anything
        found |= {_key(name): "" for names in named for name in names.values()}
    for context in locale.day_periods.values():
        for width in context.values():
            found |= {_key(_joined(width[half])): half.upper() for half in ("am", "pm") if half in width}
    for context in locale.months.values():
        found |= {
            _key(name): _MONTHS[number - 1]
            for style, names in context.items() if style != "narrow" for number, name in names.items()
        }  # fmt: skip
    return {word: meant for word, meant in found.items() if word and not word.isdigit()}


def _joined(half: str) -> str:
    """A half of the day without the blanks and dots within it."""
    return re.sub(r"[\s.\u00a0\u202f]", "", half)


def _beside(locale: Locale) -> Iterator[str]:
    """The words that a language's patterns put beside the parts of a time, such as `Uhr` and `de`."""
    patterns = [str(p) for group in (locale.date_formats, locale.time_formats) for p in group.values()]
    patterns += [str(p) for p in locale.datetime_formats.values()] + ["'Uhr kl klo hod at um om alle hrs h hs'"]
    for pattern in patterns:
        for literal in re.findall(r"'([^']+)'", pattern):
            yield from (_key(word) for word in literal.split())


def _of_durations(locale: Locale) -> dict[str, str]:
    """The words of a language's units, and those that it joins them with."""
    lists = [str(p) for style in ("standard", "unit") for p in locale.list_patterns.get(style, {}).values()]
    found = {_key(word): "" for text in lists for word in re.findall(r"[^\W\d_]+", text)}
    for unit, letter in _UNITS.items():
        for count in (1, 2, 5, 21, 1.5):
            for length in ("long", "short", "narrow"):
                text = format_unit(count, f"duration-{unit}", length=length, locale=locale)
                word = re.sub(r"[\d\s.,\u00a0\u202f\u066b\u0660-\u0669\u06f0-\u06f9]", "", text)
                if word:
                    found[_key(word)] = letter
    return found
