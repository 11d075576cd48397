"""Writes the same contacts in the layout of each known platform, traps included, into this folder.

Each file's name begins with the preset that reads it. Layouts and header names are those that the platforms
document; the values are made up.
"""

import csv
import io
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sample_data.exports.calls import Call, calls

HERE = Path(__file__).parent
Rows = list[dict[str, str]]

SPANISH = {
    "Contact ID": "Id de contacto",
    "Channel": "Canal",
    "Initiation timestamp": "Marca de tiempo de inicio",
    "Queue": "Cola",
    "Agent": "Agente",
    "Disconnect timestamp": "Marca de tiempo de desconexión",
    "Connected to agent timestamp": "Marca de tiempo de conexión a agente",
    "Enqueue timestamp": "Marca de tiempo en cola",
    "ACW start timestamp": "Marca de tiempo de inicio de ACW",
    "ACW end timestamp": "Marca de tiempo de fin de ACW",
}


def files() -> dict[str, bytes]:
    """Return every file of this folder by its name."""
    made = calls()
    connect = [_connect(c) for c in made]
    older = [{k.removesuffix(" / email address"): v for k, v in row.items()} for row in connect]
    spanish = [{SPANISH[k]: v for k, v in row.items() if k in SPANISH} for row in connect]
    # Downloads are cut at 3,000 rows and people overlap them; newer ones have other headers.
    return {
        "amazon_connect.1.csv": _csv(older[:110]),
        "amazon_connect.2.csv": _csv(connect[100:]),
        "amazon_connect.es.csv": "\ufeff".encode() + _csv(spanish),
        "genesys_cloud.ms.csv": _csv([_genesys(c, _ms, "") for c in made]),
        "genesys_cloud.clock.csv": _csv([*(_genesys(c, _clock, " (Hhmmss)") for c in made), _summary(made)], ";"),
        "zendesk.csv": _csv([_zendesk(c) for c in made]),
        "freshdesk.csv": _csv([_freshdesk(c) for c in made]),
        "five9.csv": _csv([_five9(c) for c in made]),
        "nice_cxone.csv": _csv([leg for c in made for leg in _cxone(c)]) + b"\r\n" * 3_000,
    }


def write(folder: Path = HERE) -> None:
    """Write the files."""
    for name, content in files().items():
        (folder / name).write_bytes(content)


def _csv(rows: Rows, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(k for row in rows for k in row))
    table = csv.DictWriter(out, names, restval="", delimiter=delimiter, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"


def _ms(seconds: float) -> str:
    return str(round(seconds * 1000))


def _iso(moment: datetime) -> str:
    return moment.isoformat(sep=" ")


def _connect(c: Call) -> dict[str, str]:
    """Dashes stand for no data; hold times are not exported."""
    spoken = c.agent is not None
    return {
        "Contact ID": f"0c0ffee0-{c.number:04}-4000-8000-00000000beef",
        "Channel": "VOICE",
        "Contact status": "Completed",
        "Initiation timestamp": _iso(c.at),
        "System phone number / email address": "+41225550000",
        "Queue": c.queue,
        "Agent": c.agent or "-",
        "Customer phone number / email address": c.customer,
        "Disconnect timestamp": _iso(c.end),
        "Contact duration": _clock((c.end - c.at).total_seconds()),
        "Connected to agent timestamp": _iso(c.connected) if spoken else "-",
        "Enqueue timestamp": _iso(c.queued),
        "ACW start timestamp": _iso(c.end) if spoken else "-",
        "ACW end timestamp": _iso(c.wrapped) if spoken else "-",
        "Agent interaction duration": _clock(c.talk) if spoken else "-",
        "Number of holds": str(int(c.hold > 0)) if spoken else "-",
        "Is transferred out": ("Yes" if c.transfers else "No") if spoken else "-",
        "Initiation method": "INBOUND",
        "Disconnect reason": "CUSTOMER_DISCONNECT",
    }


def _genesys(c: Call, length: object, unit: str) -> dict[str, str]:
    """Lists in cells, a queue's name where a flag is looked for, a system code among the wrap-up codes."""
    write_length = _ms if length is _ms else _clock
    spoken = c.agent is not None
    times = {
        "Total Queue": c.wait,
        "Total Talk": c.talk if spoken else None,
        "Total Hold": c.hold if spoken else None,
        "Total ACW": c.wrap if spoken else None,
        "Total Handle": c.talk + c.hold + c.wrap if spoken else None,
    }
    return {
        "Full Export Completed": "YES",
        "Partial Result Timestamp": "",
        "Filters": "Media Type: voice",
        "Conversation ID": f"deadbeef-{c.number:04}-4000-8000-0000feedf00d",
        "Date": c.at.strftime("%m/%d/%Y %I:%M:%S %p"),
        "End Date": c.end.strftime("%m/%d/%Y %I:%M:%S %p"),
        f"Duration{unit}": write_length((c.end - c.at).total_seconds()),
        "Media Type": "voice",
        "Direction": "Inbound/Outbound" if c.transfers else "Inbound",
        "Users": "; ".join(n for n in (c.agent, "Zed Zane" if c.transfers else None) if n),
        "ANI": f"tel:{c.customer}",
        "Queue": f"{c.queue}; Overflow" if c.transfers else c.queue,
        "Wrap-up": ("ININ-WRAP-UP-TIMEOUT" if c.number % 5 == 0 else "Solved; Other") if spoken else "",
        "Abandoned": "NO" if spoken else "YES",
        "Abandoned in Queue": "" if spoken else c.queue,
        "Transferred": "YES" if c.transfers else "NO",
        "Non-ACD": "NO",
        **{f"{name}{unit}": "" if seconds is None else write_length(seconds) for name, seconds in times.items()},
    }


def _summary(made: Sequence[Call]) -> dict[str, str]:
    """The row of totals that the export job can add."""
    talk = sum(c.talk for c in made)
    return {"Full Export Completed": "YES", "Total Talk (Hhmmss)": _clock(talk), "Total Hold (Hhmmss)": "00:00:01"}


def _zendesk(c: Call) -> dict[str, str]:
    """Minutes; an offered survey without an answer is a value; tags and subjects hold commas and line breaks."""
    good = {None: "Not Offered" if c.number % 3 else "Offered", True: "Good", False: "Bad"}[c.good]
    return {
        "Summation column": "1",
        "Id": str(c.number),
        "Requester": f'Doe, "J." {c.number}',
        "Requester id": c.customer.removeprefix("+"),
        "Assignee": c.agent or "-",
        "Group": c.queue,
        "Subject": 'My "call",\nplease',
        "Tags": "a,b;c",
        "Status": "Solved" if c.resolution_min else "Open",
        "Priority": "Normal",
        "Via": "Phone call",
        "Ticket type": "Question",
        "Created at": c.at.strftime("%Y-%m-%d %H:%M"),
        "Satisfaction Score": good,
        "Reopens": str(c.reopens),
        "First reply time in minutes": "" if c.first_reply_min is None else str(c.first_reply_min),
        "Full resolution time in minutes": "" if c.resolution_min is None else str(c.resolution_min),
        "Product [list]": "Phone",
    }


def _freshdesk(c: Call) -> dict[str, str]:
    """Columns called hours hold clocks; 'Contact ID' is the customer."""
    return {
        "Ticket ID": str(c.number),
        "Subject": "Call",
        "Status": "Closed" if c.resolution_min else "Open",
        "Priority": "Low",
        "Source": "Phone",
        "Type": "Question",
        "Agent": c.agent or "No Agent",
        "Group": c.queue,
        "Created time": _iso(c.at),
        "First response time (in hrs)": "" if c.first_reply_min is None else _clock(c.first_reply_min * 60),
        "Resolution time (in hrs)": "" if c.resolution_min is None else _clock(c.resolution_min * 60),
        "Resolution status": {None: "", True: "Within SLA", False: "SLA Violated"}[c.sla_met],
        "Tags": "a,b",
        "Full name": "J. Doe",
        "Email": f"{c.customer.removeprefix('+')}@example.org",
        "Contact ID": c.customer.removeprefix("+"),
    }


def _five9(c: Call) -> dict[str, str]:
    """Weekday in the timestamp, '[None]' for no agent, talk time that holds the hold time."""
    return {
        "CALL ID": str(300_000_000_000 + c.number),
        "TIMESTAMP": c.at.strftime("%a, %d %b %Y %H:%M:%S"),
        "CAMPAIGN": c.queue,
        "CALL TYPE": "Inbound",
        "AGENT": c.agent or "[None]",
        "DISPOSITION": "Abandon" if c.agent is None else "Done",
        "ANI": c.customer.removeprefix("+"),
        "CUSTOMER NAME": "",
        "DNIS": "41225550000",
        "CALL TIME": _clock((c.end - c.at + timedelta(seconds=c.wrap)).total_seconds()),
        "COST": "" if c.cost is None else f"{c.cost:.3f}",
        "IVR TIME": "00:00:04",
        "QUEUE WAIT TIME": _clock(c.wait),
        "TALK TIME": _clock(c.talk + c.hold),
        "HOLD TIME": _clock(c.hold),
        "PARK TIME": "00:00:00",
        "AFTER CALL WORK TIME": _clock(c.wrap),
        "TRANSFERS": str(c.transfers),
        "ABANDONED": str(int(c.agent is None)),
    }


def _cxone(c: Call) -> Rows:
    """A row for each leg: a transferred call has two, and the second waits again; no agent is number 0."""
    half = c.talk // 2 if c.transfers else 0
    legs = [_leg(c, 0, c.at, c.wait, (c.talk - half, c.hold, 0 if half else c.wrap))]
    if c.transfers:
        legs.append(_leg(c, 1, c.end - timedelta(seconds=half + 9), 9, (half, 0, c.wrap)))
    return legs


def _leg(c: Call, number: int, start: datetime, wait: int, work: tuple[int, int, int]) -> dict[str, str]:
    talk, hold, wrap = work
    return {
        "Contact_ID": str(900_000 + 2 * c.number + number),
        "Master_Contact_ID": str(900_000 + 2 * c.number),
        "Media_Name": "Voice",
        "ANI_DIALNUM": c.customer.removeprefix("+"),
        "Skill_Name": "Overflow" if number else c.queue,
        "Agent_No": "0" if c.agent is None else "77",
        "Agent_Name": "N/A" if c.agent is None else "Zed Zane" if number else c.agent,
        "Team_Name": "N/A" if c.agent is None else "Red",
        "SLA": "1",
        "Start_Date": start.strftime("%m/%d/%Y"),
        "start_time": start.strftime("%H:%M:%S"),
        "PreQueue": "4",
        "InQueue": str(wait),
        "Agent_Time": str(talk + hold),
        "PostQueue": "0",
        "ACW_Time": str(wrap),
        "Abandon": "Y" if c.agent is None else "N",
        "Hold_Time": str(hold),
        "Disp_Name": "Done",
    }


if __name__ == "__main__":
    write()
    sys.exit()
