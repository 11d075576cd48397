"""Yes, true and a tick in the languages of exports, and their opposites, as CLDR's messages and spreadsheets have them.

A cross alone may be either (a box that is crossed, or one that failed), so `x` is none of them and is asked for.
"""

from unicodedata import normalize

_YES = """
yes y true t 1 1.0 ja j jah já joo kyllä si sí sì s oui o sim da tak ano áno igen taip jā bai evet
так да \u03bd\u03b1\u03b9 có はい 是 有 예 네 ใช่ כן نعم بله हाँ
wahr vrai verdadero verdadeiro vero waar sant sand prawda igaz истина doğru ✓ ✔ ☑ ✅ √
"""
_NO = """
no n false f 0 0.0 nein nee nej nei ei non não nao nu nie ne nem nē hay\u0131r hayir tidak không
ні нет не όχι いいえ 否 无 無 아니요 아니오 ไม่ לא لا خیر नहीं
falsch faux falso onwaar falskt usant fałsz hamis ложь yanl\u0131ş ✗ ✘ ❌ ✕
"""


def _forms(words: str) -> tuple[str, ...]:
    """Each word in both of Unicode's forms."""
    return tuple(dict.fromkeys(form for word in words.split() for form in (word, normalize("NFD", word))))


TRUE, FALSE = _forms(_YES), _forms(_NO)
