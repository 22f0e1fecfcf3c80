"""PostGraphile 5 on the same tables (bench/postgraphile/), where Node 22 or newer is at hand.

It makes its schema from the tables; so the same is asked in its words, and its answers are translated before they are
compared. Its createSession checks nothing: a session and its links are inserted, and read back, in one document.
"""

import re
import subprocess
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from bench.contenders import Start
from bench.data import Filled, Practice
from bench.work import Work, posted
from db.folding import fold
from db.steps import session_text
from db.tenancy import APPLICATION_ROLE
from resolvers import ids
from scheduling.pattern import pattern
from scheduling.schedule import stored

FOLDER = Path(__file__).with_name("postgraphile")
OLDEST = 22

SESSION = """
  rowId name status allowRemote startDate startTime endTime
  clinicianByPracticeIdAndClinicianId { rowId name }
  locationByPracticeIdAndLocationId { rowId name }
  sessionAppointmentTypesByPracticeIdAndSessionId {
    nodes { appointmentTypeByPracticeIdAndAppointmentTypeId { rowId name durationMinutes } }
  }
"""
PAGE = f"""query SessionsPage($first: Int!, $practice: UUID!) {{
  allSessions(first: $first, condition: {{ practiceId: $practice }}, orderBy: [NAME_KEY_ASC, ROW_ID_ASC]) {{
    nodes {{ {SESSION} }}
  }}
}}"""
ONE = f"""query OneSession($practice: UUID!, $id: UUID!) {{
  sessionByPracticeIdAndRowId(practiceId: $practice, rowId: $id) {{ {SESSION} notes endsNextDay rrule lastDate }}
}}"""
LINK = """createSessionAppointmentType(
    input: {{ sessionAppointmentType: {{ practiceId: $practice, sessionId: $id, appointmentTypeId: $type{place} }} }}
  )"""
CREATE = """mutation Create($practice: UUID!, $id: UUID!, $session: SessionInput!, {types}) {{
  createSession(input: {{ session: $session }}) {{ clientMutationId }}
  {links}
  last: {last} {{
    sessionAppointmentType {{
      sessionByPracticeIdAndSessionId {{
        name
        clinicianByPracticeIdAndClinicianId {{ name }}
        locationByPracticeIdAndLocationId {{ name }}
        sessionAppointmentTypesByPracticeIdAndSessionId {{
          nodes {{ appointmentTypeByPracticeIdAndAppointmentTypeId {{ name }} }}
        }}
      }}
    }}
  }}
}}"""


def start(instance: Any, filled: Filled, practice: Practice, *, node: str) -> Start | str:
    """How it is started, or why it cannot be. Its packages are fetched the first time."""
    why = _missing(node)
    if why:
        return why
    environment = {
        "GRAPHILE_ENV": "production",
        "NODE_ENV": "production",
        "PGHOST": str(instance.socket_folder),
        "PGUSER": "clinic_sessions",
        "PGDATABASE": filled.url.rpartition("/")[2].partition("?")[0],
        "ROLE": APPLICATION_ROLE,
    }
    command, headers = (node, str(FOLDER / "server.js")), {"X-Practice": practice.id}
    return Start(
        "PostGraphile", command, environment, filled, practice, headers, requested, folder=FOLDER, translated=translated
    )


def _missing(node: str) -> str:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return f"there is no Node here (`{node}`); name one of version {OLDEST} or newer with --node."
    major = re.match(r"v(\d+)\.", said)
    if major is None or int(major[1]) < OLDEST:
        return f"it needs Node {OLDEST} or newer, and `{node}` is {said}; name another with --node."
    if not (FOLDER / "node_modules").is_dir():
        fetched = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False
        )
        if fetched.returncode:
            return f"`npm ci` in bench/postgraphile failed: {fetched.stderr.strip()[-200:]}"
    return ""


def requested(work: Work, variables: dict[str, Any], headers: dict[str, str]) -> str:
    practice_id = headers["X-Practice"]
    query, given = WORDS[work.path](practice_id, variables)
    return posted("/graphql", {"query": query, "variables": {"practice": practice_id, **given}}, headers)


def page(_: str, variables: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return PAGE, variables


def one(_: str, variables: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return ONE, variables


def create(practice_id: str, variables: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    given, an_id = variables["input"], ids.new()
    times, type_ids = given["schedule"], given["appointmentTypeIds"]
    on = date.fromisoformat(times["startDate"])
    hours = time.fromisoformat(times["startTime"]), time.fromisoformat(times["endTime"])
    shape = pattern(stored(on, *hours, False, None, on))
    session = {
        "practiceId": practice_id,
        "rowId": an_id,
        "name": given["name"],
        "nameKey": fold(given["name"]),
        "clinicianId": given["clinicianId"],
        "locationId": given["locationId"],
        "allowRemote": False,
        "startDate": times["startDate"],
        "startTime": times["startTime"],
        "endTime": times["endTime"],
        "endsNextDay": False,
        "lastDate": times["startDate"],
        "status": "ACTIVE",
        "period": shape.period,
        "step": shape.interval,
        "phase": shape.phase,
        "weekStart": shape.week_start,
        "months": shape.months,
        "weekdays": shape.weekdays,
        "monthDays": str(shape.month_days),
        "irregular": shape.irregular,
    }
    links = [LINK.format(place=place) for place in range(len(type_ids))]
    query = CREATE.format(
        types=", ".join(f"$type{place}: UUID!" for place in range(len(type_ids))),
        links="\n  ".join(f"link{place}: {link} {{ clientMutationId }}" for place, link in enumerate(links[:-1])),
        last=links[-1],
    )
    return query, {"id": an_id, "session": session, **{f"type{i}": an_id for i, an_id in enumerate(type_ids)}}


WORDS = {"/page": page, "/one": one, "/create": create}


# ---------------------------------------------------------------- its answers, as the service would give them


def translated(work: Work, answer: Any) -> Any:
    data = answer["data"]
    if work.path == "/page":
        return {"data": {"sessions": {"nodes": [_session(node) for node in data["allSessions"]["nodes"]]}}}
    if work.path == "/one":
        found = data["sessionByPracticeIdAndRowId"]
        fields = _session(found)
        late = {name: fields.pop(name) for name in ("schedule", "clinician", "location", "appointmentTypes")}
        last = found["lastDate"] and date.fromisoformat(found["lastDate"])
        times = time.fromisoformat(found["startTime"]), time.fromisoformat(found["endTime"])
        on = date.fromisoformat(found["startDate"])
        late["schedule"]["text"] = session_text(
            *times, found["endsNextDay"], found["rrule"], on, last, datetime.now(UTC).date()
        )
        return {"data": {"session": {**fields, "notes": found["notes"], **late}}}
    made = data["last"]["sessionAppointmentType"]["sessionByPracticeIdAndSessionId"]
    session = {
        "name": made["name"],
        "clinician": {"name": made["clinicianByPracticeIdAndClinicianId"]["name"]},
        "location": {"name": made["locationByPracticeIdAndLocationId"]["name"]},
        "appointmentTypes": [{"name": kind["name"]} for kind in _types(made)],
    }
    return {"data": {"createSession": {"session": session, "errors": []}}}


def _session(node: Any) -> dict[str, Any]:
    clinician, location = node["clinicianByPracticeIdAndClinicianId"], node["locationByPracticeIdAndLocationId"]
    return {
        "id": node["rowId"],
        "name": node["name"],
        "status": node["status"],
        "allowRemote": node["allowRemote"],
        "schedule": {
            "startDate": node["startDate"],
            "startTime": node["startTime"][:5],
            "endTime": node["endTime"][:5],
        },
        "clinician": {"id": clinician["rowId"], "name": clinician["name"]},
        "location": location and {"id": location["rowId"], "name": location["name"]},
        "appointmentTypes": [
            {"id": kind["rowId"], "name": kind["name"], "durationMinutes": kind["durationMinutes"]}
            for kind in _types(node)
        ],
    }


def _types(node: Any) -> list[Any]:
    """It orders them by their ids; the service, by their names."""
    links = node["sessionAppointmentTypesByPracticeIdAndSessionId"]["nodes"]
    found = [link["appointmentTypeByPracticeIdAndAppointmentTypeId"] for link in links]
    return sorted(found, key=lambda kind: str(kind["name"]).lower())
