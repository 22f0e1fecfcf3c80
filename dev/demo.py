"""The demo: one realistic practice, made by the same use cases that serve every practice.

README.md and docs/ show examples of it that are to be pasted as they are. So what they name by id has the same id in
every demo, and what they ask of dates is in a week of its own, years ahead (`EXAMPLE_WEEK`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from db import owner, references
from db.engine import Database
from db.tenancy import Tenant
from resolvers import closures, directory, ids, occurrences, practices, sessions, templates
from resolvers.context import Context, Role, Viewer
from resolvers.mutations import UseCase, run
from resolvers.payloads import PAYLOAD_CLASSES

PRACTICE = "019a0000-0000-7000-8000-00000000de40"
NAME, ZONE = "Harbour Street Surgery", "Europe/London"
EXAMPLE_WEEK = date(2035, 11, 26)
"""A Monday. The demo's closures and exceptions are made twice: around the date of loading, and around this one."""
CLINICIAN = "Dr Amara Okafor"
"""The clinician whose token the demo offers."""

CLINICIANS = (
    ("Dr Amara Okafor", "GP Partner"),
    ("Dr Zoë Lindqvist", "GP"),
    ("Dr Rajesh Patel", "GP"),
    ("Niamh Brennan", "Practice Nurse"),
    ("Tomasz Kowalski", "Physiotherapist"),
    ("Sofia Marchetti", "Mental Health Practitioner"),
)
LOCATIONS = (
    ("Harbour Street", "12 Harbour Street, Whitstable CT5 1AB"),
    ("Meadow Lane Branch", "3 Meadow Lane, Herne Bay CT6 8QT"),
)
TYPES = (
    ("GP Appointment", 10, ("IN_PERSON", "PHONE"), "#2563eb"),
    ("GP Extended Appointment", 20, ("IN_PERSON", "VIDEO"), "#1d4ed8"),
    ("Telephone Consultation", 10, ("PHONE",), "#0891b2"),
    ("Video Consultation", 15, ("VIDEO",), "#0d9488"),
    ("Blood Test", 10, ("IN_PERSON",), "#dc2626"),
    ("Vaccination", 5, ("IN_PERSON",), "#ea580c"),
    ("Physiotherapy Assessment", 30, ("IN_PERSON",), "#65a30d"),
    ("Counselling", 50, ("IN_PERSON", "VIDEO"), "#9333ea"),
)
GP = ("GP Appointment", "GP Extended Appointment", "Telephone Consultation")
REMOTE = ("Telephone Consultation", "Video Consultation")
NURSE = ("Blood Test", "Vaccination")
MAIN, BRANCH = "Harbour Street", "Meadow Lane Branch"


@dataclass(frozen=True, slots=True)
class Clinic:
    """One session of the demo. `days` are the weekdays of a weekly rule; any other rule is given as `rrule`."""

    name: str
    clinician: str
    hours: tuple[str, str]
    days: str = ""
    rrule: str = ""
    place: str | None = MAIN
    remote: bool = False
    types: tuple[str, ...] = GP
    starts: int = -120
    """The start date, in days from the Monday of the week in which the demo is loaded."""
    status: str = "ACTIVE"
    notes: str = ""
    next_day: bool = False


OKAFOR, LINDQVIST, PATEL, BRENNAN, KOWALSKI, MARCHETTI = (name for name, _ in CLINICIANS)
MORNING, AFTERNOON, EVENING = ("09:00", "12:30"), ("14:00", "17:30"), ("18:00", "20:00")

CLINICS = (
    Clinic("Morning GP Clinic", OKAFOR, MORNING, "MO WE", notes="Keep the last two appointments for urgent requests."),
    Clinic("Afternoon GP Clinic", OKAFOR, AFTERNOON, "TU TH", remote=True),
    Clinic("Telephone Triage", OKAFOR, ("08:00", "09:00"), "MO TU WE TH FR", place=None, remote=True, types=REMOTE),
    Clinic(
        "Partners' Evening Surgery", OKAFOR, EVENING, rrule="FREQ=MONTHLY;BYDAY=1TU", notes="Reception until 20:15."
    ),
    Clinic("Minor Surgery", OKAFOR, ("13:30", "16:30"), rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", types=GP[1:2]),
    Clinic("Morning GP Clinic", LINDQVIST, MORNING, "MO TU TH"),
    Clinic("Branch Surgery", LINDQVIST, AFTERNOON, "WE", place=BRANCH),
    Clinic("Video Clinic", LINDQVIST, ("13:00", "15:00"), "FR", place=None, remote=True, types=REMOTE),
    Clinic("Women's Health Clinic", LINDQVIST, AFTERNOON, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", types=GP[:2]),
    Clinic("Saturday Surgery", LINDQVIST, ("09:00", "12:00"), rrule="FREQ=MONTHLY;BYDAY=2SA", types=GP[:1]),
    Clinic(
        "Late Surgery", LINDQVIST, ("17:30", "19:30"), "MO", starts=-400, status="INACTIVE", notes="Ended in spring."
    ),
    Clinic("Morning GP Clinic", PATEL, MORNING, "TU WE FR"),
    Clinic("Afternoon GP Clinic", PATEL, AFTERNOON, "MO TH", remote=True),
    Clinic("Branch Surgery", PATEL, MORNING, "TH", place=BRANCH),
    Clinic("Diabetes Review", PATEL, AFTERNOON, rrule="FREQ=MONTHLY;BYDAY=3WE", types=GP[1:2], notes="With the nurse."),
    Clinic(
        "On-call Night",
        OKAFOR,
        ("22:00", "02:00"),
        rrule="FREQ=MONTHLY;BYDAY=-1SA",
        place=None,
        remote=True,
        types=REMOTE[:1],
        next_day=True,
    ),
    Clinic(
        "Medication Reviews",
        PATEL,
        ("13:00", "13:45"),
        rrule="FREQ=DAILY;INTERVAL=3",
        place=None,
        remote=True,
        types=REMOTE[:1],
    ),
    Clinic("Blood Clinic", BRENNAN, ("08:30", "11:30"), "MO TU WE TH FR", types=NURSE[:1]),
    Clinic("Treatment Room", BRENNAN, AFTERNOON, "MO WE", types=NURSE),
    Clinic("Branch Nurse Clinic", BRENNAN, ("13:00", "16:00"), "TU", place=BRANCH, types=NURSE),
    Clinic(
        "Flu Vaccinations",
        BRENNAN,
        ("09:00", "13:00"),
        rrule="FREQ=WEEKLY;BYDAY=SA;COUNT=6",
        types=NURSE[1:],
        starts=0,
        notes="Walk-ins welcome. Two fridges are ready.",
    ),
    Clinic("Baby Immunisations", BRENNAN, ("14:00", "16:00"), "TH", types=NURSE[1:]),
    Clinic(
        "Travel Clinic",
        BRENNAN,
        ("16:00", "18:00"),
        rrule="FREQ=WEEKLY;INTERVAL=4;BYDAY=FR",
        types=NURSE[1:],
        status="INACTIVE",
    ),
    Clinic("Physiotherapy", KOWALSKI, MORNING, "MO TH", types=("Physiotherapy Assessment",)),
    Clinic("Physiotherapy", KOWALSKI, AFTERNOON, "TU", place=BRANCH, types=("Physiotherapy Assessment",)),
    Clinic(
        "Back Class",
        KOWALSKI,
        ("17:30", "18:30"),
        rrule="FREQ=WEEKLY;BYDAY=WE;COUNT=10",
        starts=-14,
        types=("Physiotherapy Assessment",),
    ),
    Clinic("Counselling", MARCHETTI, ("10:00", "16:00"), "TU WE", remote=True, types=("Counselling",)),
    Clinic("Counselling at the Branch", MARCHETTI, ("10:00", "13:00"), "FR", place=BRANCH, types=("Counselling",)),
    Clinic("Evening Counselling", MARCHETTI, EVENING, "TH", place=None, remote=True, types=("Counselling",)),
    Clinic(
        "Staff Flu Jabs",
        BRENNAN,
        ("12:30", "13:30"),
        types=NURSE[1:],
        starts=9,
        notes="Staff only: not bookable online.",
    ),
    Clinic("Open Day Check-ups", OKAFOR, ("10:00", "13:00"), types=GP[:1], starts=26),
)


@dataclass(frozen=True, slots=True)
class Template:
    """One template of the demo: personal if it has an `owner`. `days` and `rrule` are those of Clinic."""

    name: str
    hours: tuple[str, str]
    days: str = ""
    rrule: str = ""
    place: str | None = MAIN
    remote: bool = False
    types: tuple[str, ...] = GP
    notes: str = ""
    owner: str | None = None
    used: tuple[tuple[str, int], ...] = ()
    """The clinicians for whom sessions are created from it, with their start dates: in days as in Clinic.starts."""


TEMPLATES = (
    Template(
        "Morning GP Clinic", MORNING, "MO TU WE TH FR", notes="Keep the last two appointments for urgent requests."
    ),
    Template("Afternoon GP Clinic", AFTERNOON, "MO TH", remote=True),
    Template(
        "Saturday walk-in",
        ("09:00", "12:00"),
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
        place=BRANCH,
        types=(GP[0], GP[2]),
        notes="No bookings by phone: first come, first served.",
    ),
    Template("Nurse clinic", ("09:00", "12:00"), "TU TH", place=BRANCH, types=NURSE),
    Template(
        "Evening surgery",
        EVENING,
        rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        notes="Reception until 20:15.",
        used=((OKAFOR, -28), (PATEL, -21)),
    ),
    Template("Remote triage", ("08:00", "09:00"), "MO TU WE TH FR", place=None, remote=True, types=REMOTE),
    Template(
        "Results by phone",
        ("12:45", "13:45"),
        "MO WE",
        place=None,
        remote=True,
        types=REMOTE[:1],
        owner=OKAFOR,
        used=((OKAFOR, -28),),
    ),
    Template("Minor surgery, long", ("13:30", "17:30"), types=GP[1:2], notes="Ask Niamh to assist.", owner=OKAFOR),
)


@dataclass(frozen=True, slots=True)
class Closing:
    """One closure of the demo besides the bank holidays. `first` and `last` are dates in days as in Clinic.starts."""

    title: str
    kind: str
    first: int
    last: int
    hours: tuple[str, str] | None = None
    clinician: str | None = None
    place: str | None = None


CLOSINGS = (
    Closing("Boiler replacement", "PRACTICE_CLOSED", 9, 9, ("13:00", "18:00"), place=BRANCH),
    Closing("Annual leave", "LEAVE", 14, 18, clinician=PATEL),
    Closing("Practice meeting", "MEETING", 15, 15, ("12:30", "13:30")),
)


@dataclass(frozen=True, slots=True)
class Exceptional:
    """One date of a weekly clinic that is cancelled, or moved if it has `to`. Both are in days as in Clinic.starts."""

    clinician: str
    clinic: str
    day: int
    reason: str
    to: int | None = None


EXCEPTIONS = (
    Exceptional(OKAFOR, "Morning GP Clinic", 7, "Dr Okafor is at the coroner's court."),
    Exceptional(MARCHETTI, "Counselling at the Branch", 11, "Swapped with the Thursday.", to=10),
)


@dataclass(slots=True)
class Loader:
    """Creates the demo through the use cases of mutations, as its admin."""

    context: Context
    ids: dict[str, str] = field(default_factory=dict)
    clinics: dict[tuple[str, str], str] = field(default_factory=dict)
    """The ids of sessions, by clinician and name."""

    async def make(self, action: str, use_case: UseCase, payload: str, **arguments: Any) -> Any:
        answer = await run(self.context, action, arguments, use_case, PAYLOAD_CLASSES[payload])
        if answer.errors:
            raise RuntimeError(f"{action} refused the demo: {answer.errors}")
        return answer

    async def lists(self) -> None:
        for number, (name, title) in enumerate(CLINICIANS, 1):
            given: dict[str, Any] = {"name": name, "title": title}
            await self._named("createClinician", directory.create_clinician, "ClinicianPayload", given, f"c{number:03}")
        for number, (name, address) in enumerate(LOCATIONS, 1):
            given = {"name": name, "address": address}
            await self._named("createLocation", directory.create_location, "LocationPayload", given, f"b{number:03}")
        for number, (name, minutes, modes, colour) in enumerate(TYPES, 1):
            given = {"name": name, "duration_minutes": minutes, "delivery_modes": list(modes), "colour": colour}
            create = directory.create_appointment_type
            await self._named("createAppointmentType", create, "AppointmentTypePayload", given, f"a{number:03}")

    async def _named(self, action: str, use_case: UseCase, payload: str, given: Mapping[str, Any], ending: str) -> None:
        with first_id(known_id(ending)):
            made = await self.make(action, use_case, payload, input=dict(given))
        self.ids[given["name"]] = expected(made.object_id, ending)

    def _settings(self, thing: Clinic | Template, **schedule: Any) -> dict[str, Any]:
        """The input that sessions and templates have in common."""
        rrule = thing.rrule or (f"FREQ=WEEKLY;BYDAY={thing.days.replace(' ', ',')}" if thing.days else None)
        start, end = (time.fromisoformat(hour) for hour in thing.hours)
        return {
            "name": thing.name,
            "location_id": None if thing.place is None else self.ids[thing.place],
            "allow_remote": thing.remote,
            "schedule": {
                "start_time": start,
                "end_time": end,
                "recurrence": None if rrule is None else {"rrule": rrule},
                **schedule,
            },
            "appointment_type_ids": [self.ids[name] for name in thing.types],
            "notes": thing.notes,
        }

    async def clinic(self, clinic: Clinic, ending: str, monday: date) -> None:
        dates = {"start_date": monday + timedelta(days=clinic.starts), "ends_next_day": clinic.next_day}
        whose = {"clinician_id": self.ids[clinic.clinician], "status": clinic.status}
        given = self._settings(clinic, **dates) | whose
        with first_id(known_id(ending)):
            made = await self.make("createSession", sessions.create, "SessionPayload", input=given, on_conflict="WARN")
        self.clinics[clinic.clinician, clinic.name] = expected(made.session_id, ending)

    async def template(self, template: Template, ending: str, monday: date) -> None:
        maker, scope = (self, "PRACTICE") if template.owner is None else (self.as_clinician(template.owner), "PERSONAL")
        given = self._settings(template) | {"scope": scope}
        with first_id(known_id(ending)):
            made = await maker.make("createSessionTemplate", templates.create, "SessionTemplatePayload", input=given)
        expected(made.template_id, ending)
        if not template.used:
            return
        entries = [
            {"clinician_id": self.ids[name], "start_date": monday + timedelta(days=day)} for name, day in template.used
        ]
        use = {"template_id": made.template_id, "sessions": entries, "on_conflict": "WARN"}
        done = await maker.make("createSessionsFromTemplate", templates.create_sessions, "FromTemplatePayload", **use)
        if done.created < len(entries):
            raise RuntimeError(f"the demo is refused by createSessionsFromTemplate: {done.items}")

    async def bank_holidays(self, *years: int) -> None:
        from holidays import country_holidays  # takes as long to import as everything else, for a first start alone

        for day, name in sorted(country_holidays("GB", subdiv="ENG", years=years).items()):
            given = {"title": name, "kind": "BANK_HOLIDAY", "start_date": day, "end_date": day}
            await self.make("createClosure", closures.create, "ClosurePayload", input=given)

    async def closing(self, closing: Closing, monday: date) -> None:
        start, end = (None, None) if closing.hours is None else map(time.fromisoformat, closing.hours)
        given = {
            "title": closing.title,
            "kind": closing.kind,
            "clinician_id": None if closing.clinician is None else self.ids[closing.clinician],
            "location_id": None if closing.place is None else self.ids[closing.place],
            "start_date": monday + timedelta(days=closing.first),
            "end_date": monday + timedelta(days=closing.last),
            "start_time": start,
            "end_time": end,
        }
        await self.make("createClosure", closures.create, "ClosurePayload", input=given)

    async def exception(self, one: Exceptional, monday: date) -> None:
        given: dict[str, Any] = {
            "session_id": self.clinics[one.clinician, one.clinic],
            "original_date": monday + timedelta(days=one.day),
            "reason": one.reason,
        }
        if one.to is None:
            await self.make("cancelOccurrence", occurrences.cancel, "OccurrencePayload", **given)
            return
        given |= {"date": monday + timedelta(days=one.to), "on_conflict": "WARN"}
        await self.make("rescheduleOccurrence", occurrences.reschedule, "OccurrencePayload", **given)

    def as_clinician(self, name: str) -> "Loader":
        """A loader that acts as one of the clinicians."""
        viewer = Viewer("demo:clinician", name, Role.CLINICIAN, PRACTICE, self.ids[name])
        return Loader(replace(self.context, viewer=viewer), self.ids)


def known_id(ending: str) -> str:
    """A fixed id of the demo: the practice's id with another ending."""
    return PRACTICE[: -len(ending)] + ending


@contextmanager
def first_id(an_id: str) -> Iterator[None]:
    """Makes `an_id` the first new id in the block. A use case creates the id of its row before all other ids."""
    made, given = ids.new, iter((an_id,))
    ids.new = lambda: next(given, None) or made()
    try:
        yield
    finally:
        ids.new = made


def expected(an_id: str, ending: str) -> str:
    """Returns the id. Raises RuntimeError unless it is the fixed one, which README.md and docs/ name in examples."""
    if an_id != known_id(ending):
        raise RuntimeError(f"the demo has the id {an_id}, but its examples name {known_id(ending)}")
    return an_id


async def load(owner_url: str, *, now: datetime | None = None) -> bool:
    """Loads the demo if no practice was ever created, and returns whether it did. Its dates are around `now`."""
    if not await owner.is_unused(owner_url):
        return False
    await practices.create(owner_url, NAME, ZONE, practice_id=PRACTICE)
    now = now or datetime.now(UTC)
    database = await Database.connect(owner_url)
    try:
        admin = Viewer("demo:setup", "Demo setup", Role.ADMIN, PRACTICE)
        loader = Loader(Context(viewer=admin, db=database, now=lambda: now, request_id="demo"))
        await loader.lists()
        monday = now.date() - timedelta(days=now.weekday())
        for number, clinic in enumerate(CLINICS, 1):
            await loader.clinic(clinic, f"d{number:03}", monday)
        for number, template in enumerate(TEMPLATES, 1):
            await loader.template(template, f"e{number:03}", monday)
        await loader.bank_holidays(now.year, now.year + 1)
        for week in (monday, EXAMPLE_WEEK):
            for closing in CLOSINGS:
                await loader.closing(closing, week)
            for exception in EXCEPTIONS:
                await loader.exception(exception, week)
    finally:
        await database.close()
    return True


async def viewers(owner_url: str) -> list[Viewer]:
    """A viewer for each role; none if the demo is not loaded."""
    database = await Database.connect(owner_url)
    try:
        clinician = await database.write(Tenant(PRACTICE), lambda tx: references.clinician_named(tx, CLINICIAN))
    finally:
        await database.close()
    if clinician is None:
        return []
    return [
        Viewer("demo:admin", "Margaret Hale", Role.ADMIN, PRACTICE),
        Viewer("demo:clinician", CLINICIAN, Role.CLINICIAN, PRACTICE, clinician),
        Viewer("demo:staff", "Ben Carter", Role.STAFF, PRACTICE),
        Viewer("demo:booking", "Online booking", Role.BOOKING, PRACTICE),
    ]
