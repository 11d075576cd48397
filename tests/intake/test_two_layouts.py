"""Contacts of two layouts in one import: the account of the months is that of both."""

from kpi_core.data import from_dict
from kpi_core.intake import from_toml, load


def test_the_months_of_both_layouts_are_counted() -> None:
    one = from_toml('name = "One"\nmatch = ["Begin"]\n[columns]\nat = "Begin"\nchannel = "Kind"')
    two = from_toml('name = "Two"\nmatch = ["Start"]\n[columns]\nat = "Start"\nchannel = "Kind"')
    files = [
        ("one.csv", b"Begin,Kind\n" + b"".join(b"2026-01-%02d 10:00,voice\n" % (1 + i) for i in range(9))),
        ("two.csv", b"Start,Kind\n" + b"".join(b"2026-02-%02d 10:00,chat\n" % (1 + i) for i in range(7))),
    ]
    report = from_dict(dict(load(files, [one, two]).report))
    assert {m["month"]: m["rows"] for m in report.coverage["months"]} == {"2026-01": 9, "2026-02": 7}
    assert (report.coverage["first"], report.coverage["last"]) == ("2026-01-01", "2026-02-07")
