"""The demo: one practice as a real one has it, made by the same use cases that serve everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from db import owner
from db.engine import Database
from db.tables import Clinician
from db.tenancy import Tenant
from resolvers import directory, practices, sessions
from resolvers.context import Context, Role, Viewer
from resolvers.outcomes import PAYLOAD_CLASSES
from resolvers.writing import UseCase, change

PRACTICE = "019a0000-0000-7000-8000-00000000de40"
NAME, ZONE = "Harbour Street Surgery", "Europe/London"
CLINICIAN = "Dr Amara Okafor"
"""Whom the demo's clinician token is for."""

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
    """One session of the demo. `days` are the weekdays of a weekly rule; `rrule` says any other."""

    name: str
    clinician: str
    hours: tuple[str, str]
    days: str = ""
    rrule: str = ""
    place: str | None = MAIN
    remote: bool = False
    types: tuple[str, ...] = GP
    starts: int = -120
    """In days from the Monday of the week in which the demo is loaded."""
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
        PATEL,
        ("22:00", "02:00"),
        rrule="FREQ=MONTHLY;BYDAY=-1FR",
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


@dataclass(slots=True)
class Loader:
    """Makes things by the use cases, as the demo's admin."""

    context: Context
    ids: dict[str, str] = field(default_factory=dict)

    async def make(self, action: str, use_case: UseCase, payload: str, **arguments: Any) -> Any:
        answer = await change(self.context, action, arguments, use_case, PAYLOAD_CLASSES[payload])
        if answer.errors:
            raise RuntimeError(f"the demo is refused by {action}: {answer.errors}")
        return answer

    async def lists(self) -> None:
        for name, title in CLINICIANS:
            given: dict[str, Any] = {"name": name, "title": title}
            await self._named("createClinician", directory.CLINICIANS, "ClinicianPayload", given)
        for name, address in LOCATIONS:
            await self._named(
                "createLocation", directory.LOCATIONS, "LocationPayload", {"name": name, "address": address}
            )
        for name, minutes, modes, colour in TYPES:
            given = {"name": name, "duration_minutes": minutes, "delivery_modes": list(modes), "colour": colour}
            await self._named("createAppointmentType", directory.APPOINTMENT_TYPES, "AppointmentTypePayload", given)

    async def _named(self, action: str, kind: directory.Kind, payload: str, given: Mapping[str, Any]) -> None:
        made = await self.make(action, directory.creating(kind), payload, input=dict(given))
        self.ids[given["name"]] = made.object_id

    async def clinic(self, clinic: Clinic, monday: date) -> None:
        rrule = clinic.rrule or (f"FREQ=WEEKLY;BYDAY={clinic.days.replace(' ', ',')}" if clinic.days else None)
        start, end = (time.fromisoformat(hour) for hour in clinic.hours)
        given = {
            "name": clinic.name,
            "clinician_id": self.ids[clinic.clinician],
            "location_id": None if clinic.place is None else self.ids[clinic.place],
            "allow_remote": clinic.remote,
            "schedule": {
                "start_date": monday + timedelta(days=clinic.starts),
                "start_time": start,
                "end_time": end,
                "ends_next_day": clinic.next_day,
                "recurrence": None if rrule is None else {"rrule": rrule},
            },
            "appointment_type_ids": [self.ids[name] for name in clinic.types],
            "notes": clinic.notes,
            "status": clinic.status,
        }
        await self.make("createSession", sessions.create, "SessionPayload", input=given, on_conflict="WARN")


async def load(owner_url: str, *, now: datetime | None = None) -> bool:
    """Loads the demo where no practice was ever made; whether it did. Its dates are around `now`, by default today."""
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
        for clinic in CLINICS:
            await loader.clinic(clinic, monday)
    finally:
        await database.close()
    return True


async def viewers(owner_url: str) -> list[Viewer]:
    """Somebody for each role of the demo; nobody where it is not loaded."""
    database = await Database.connect(owner_url)
    try:

        async def work(tx: Any) -> str | None:
            found: str | None = (await tx.execute(select(Clinician.id).filter_by(name=CLINICIAN))).scalar_one_or_none()
            return found

        clinician = await database.write(Tenant(PRACTICE), work)
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
