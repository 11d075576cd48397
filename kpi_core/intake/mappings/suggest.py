"""Which canonical column an unmapped header looks like, from the words that exports use for it."""

import re
from collections.abc import Iterable, Sequence

from kpi_core.intake.sources.headers import normal
from kpi_core.model import BY_NAME, Fact

# Column and the whole words one of which a header holds; the first fit counts, so the special stand before the general.
_WORDS: tuple[tuple[str, str], ...] = (
    ("first_response_s", r"first (reply|response|answer)( time)?|initial response time"),
    ("resolution_s", r"(full )?resolution time|time to (close|resolve)"),
    (
        "at",
        (r"(created|opened|started|initiation|arrival|start)( at| time| timestamp| date)?"
        r"|timestamp|date/time opened|create date|datetime"),
    ),
    ("contact_id", r"(contact|call|interaction|conversation|case|ticket|incident)[ _]?(id|number|no)"),
    ("wait_s", r"(queue |total )?wait(ing)?( time)?|speed of answer|time to answer|queue time|total queue|inqueue"),
    ("talk_s", r"talk( time| duration)?|agent interaction (duration|time)|in-call duration|duration \(in call\)"),
    ("hold_s", r"hold( time| duration)?|customer hold (time|duration)|total hold"),
    ("wrap_s", r"(after call work|acw|wrap[- ]?up|after contact work)( time| duration)?"),
    ("handle_s", r"(total )?handle( time)?|service time"),
    ("abandoned", r"abandon(ed)?"),
    ("answered", r"answered( \(.*\))?"),
    ("csat", r"csat|satisfaction( rating| score)?|conversation rating|survey (results?|score)"),
    ("nps", r"nps|promoter score|likel(y|ihood) to recommend"),
    ("ces", r"ces|effort( score)?"),
    ("reopened", r"reopen(s|ed|_count| count)?"),
    ("transfers", r"transfers?|transferred|reassignment_count|is transferred out"),
    ("escalated", r"escalated?|escalation"),
    ("resolved", r"resolved|solved"),
    ("sla_met", r"made_sla|sla( met| status)?|resolution status"),
    ("channel", r"channel|media ?type|media_name|source|via|contact_type|contact type"),
    ("reason", r"reason|topics?|category|subject type|call type|type|contact reason"),
    ("queue", r"queue( name)?|skill(_name| name)?|ring groups?"),
    ("team", r"team( name|_name)?|group|assignment_group"),
    ("agent", r"agent( name|_name)?|assignee|assigned_to|teammate.*|user name|ticket owner|case owner"),
    ("direction", r"(call |contact )?direction"),
    ("priority", r"priority|urgency"),
    ("language", r"language"),
    ("location", r"location|site|branch"),
    ("vendor", r"vendor|outsourcer|bpo"),
    ("disposition", r"disp(osition)?(_name)?|wrap-up|last wrap-up|closed_code"),
    ("customer_key", r"ani|caller(_id| id)?|customer[ _]?(id|key|number|phone number)|phone|requester( id)?|from"),
    ("revenue", r"revenue|sales? amount|order value"),
    ("qa_score", r"(qa|quality|evaluation) score"),
    ("comment", r"comments?|.*remark|feedback"),
)  # fmt: skip


_MOST = 500  # headers that are looked at


def suggest(headers: Sequence[str], taken: Iterable[str], fact: Fact = Fact.CONTACT) -> dict[str, str]:
    """Return unmapped headers with the fact's column that each looks like; columns in `taken` are left out."""
    used = set(taken)
    found: dict[str, str] = {}
    for header in headers[:_MOST]:
        bare = re.sub(r"\s*[(\[].*?[)\]]\s*$", "", normal(header)).strip()
        names = [bare.replace(" ", "_")] if bare.replace(" ", "_") in BY_NAME else []
        names += [
            column for column, words in _WORDS if re.fullmatch(words, bare) or re.fullmatch(words, normal(header))
        ]
        column = next((n for n in names if n not in used and fact in BY_NAME[n].facts and not BY_NAME[n].derived), None)
        if column:
            found[header] = column
            used.add(column)
    return found
