"""The report says until when the data run; what a mapping says of it stays with the dataset and what is appended."""

from datetime import datetime

from kpi_core.data import Dataset
from kpi_core.intake import append, from_toml, load
from kpi_core.intake.mappings.mapping import Mapping
from kpi_core.model import Fact


def mapping(until: str = "", fact: str = "contact") -> Mapping:
    said = f"[file]\ndata_until = {until}\n" if until else ""
    column = 'channel = "channel"' if fact == "contact" else 'cost = "cost"'
    return from_toml(f'name = "ours"\nfact = "{fact}"\n{said}[columns]\nat = "at"\n{column}')


def calls(*days: str, hours: range = range(8, 17)) -> tuple[str, bytes]:
    """Three contacts an hour on these days."""
    rows = [f"{d} {h:02}:{m:02}:00,voice" for d in days for h in hours for m in (5, 25, 45)]
    return f"{days[-1]}.csv", "\n".join(["at,channel", *rows]).encode()


MAY = calls("2026-05-18", "2026-05-19", "2026-05-20", "2026-05-21")
MORNING = calls("2026-05-22", hours=range(8, 11))


def runs(dataset: Dataset) -> list[str]:
    return list(dataset.report["runs"])


def test_an_import_says_that_its_last_day_is_not_complete() -> None:
    assert runs(load(MAY, mapping())) == ["The contact rows run to the end of 21 May 2026."]
    whole = load([MAY, MORNING], mapping())
    assert runs(whole)[0] == (
        "The contact rows run until 10:45 on 22 May 2026; on such a day about 18 more usually come after that: this "
        "day is not complete."
    )


def test_each_fact_has_its_own_sentence() -> None:
    cost = ("cost.csv", b"at,cost\n2026-05-01,100\n2026-06-01,100\n")
    assert runs(load([MAY, cost], [mapping(), mapping(fact="cost")])) == [
        "The contact rows run to the end of 21 May 2026.",
        "The cost rows run to the end of 30 Jun 2026.",
    ]


def test_what_the_mapping_says_is_kept_with_the_dataset() -> None:
    found = load(MAY, mapping("2026-05-24"))
    assert found.until == {Fact.CONTACT: datetime(2026, 5, 25)}
    assert runs(found) == ["The contact rows run to the end of 24 May 2026, as the mapping says."]


def test_rows_after_what_the_mapping_says_decide_and_it_is_said() -> None:
    found = load(MAY, mapping("2026-05-20"))
    assert found.until == {}
    assert "The mapping says that the contact rows run until 2026-05-21 00:00, but some stand after it" in " ".join(
        found.report["notes"]
    )


def test_of_several_mappings_the_earliest_counts_and_only_where_all_say_it() -> None:
    other = from_toml(
        'name = "other"\n[file]\ndata_until = 2026-05-23\n[columns]\nat = "when"\nchannel = { value = "chat" }'
    )
    chats = ("chats.csv", b"when,x\n2026-05-18 10:00,1\n")
    assert load([MAY, chats], [mapping("2026-05-24"), other]).until == {Fact.CONTACT: datetime(2026, 5, 24)}
    assert load([MAY, chats], [mapping(), other]).until == {}


def test_appended_data_run_until_their_own_end() -> None:
    before = load(MAY, mapping("2026-05-21"))
    later = append(before, MORNING, mapping()).dataset
    assert (later.until, runs(later)) == ({}, runs(load([MAY, MORNING], mapping())))
    whole = append(before, MORNING, mapping("2026-05-22")).dataset
    assert whole.until == {Fact.CONTACT: datetime(2026, 5, 23)}
    assert runs(whole) == ["The contact rows run to the end of 22 May 2026, as the mapping says."]


def test_an_export_without_new_rows_may_say_that_the_data_run_on() -> None:
    before = load(MAY, mapping())
    found = append(before, MAY, mapping("2026-05-24"))
    assert (found.changed, found.dataset.until) == (True, {Fact.CONTACT: datetime(2026, 5, 25)})
    assert found.dataset.contacts.height == before.contacts.height
    assert not append(found.dataset, MAY, mapping()).changed
