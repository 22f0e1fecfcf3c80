"""Session templates: those of the practice, which admins manage, and personal ones, which only their owner sees.

Each query has the condition for who may see a row. Row-level security in the database repeats it (db/tenancy.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import db.templates
from db import lists
from db.references import References
from planner import Field, Reader, one, page
from resolvers import conflict_checks, ids, persistence
from resolvers.arguments import (
    ById,
    CreateSessionsFromTemplate,
    CreateSessionTemplate,
    Delete,
    DuplicateSessionTemplate,
    OrderedListing,
    SaveSessionAsTemplate,
    UpdateSessionTemplate,
)
from resolvers.errors import Refused
from resolvers.inputs import FromTemplateInput, UpdateSessionInput
from resolvers.mutations import Row, Write, not_found
from resolvers.payloads import (
    DeletePayload,
    ForbiddenError,
    FromTemplateItem,
    FromTemplatePayload,
    InputError,
    Path,
    SessionTemplatePayload,
    UserError,
    below,
)
from resolvers.persistence import SESSION, TEMPLATE
from resolvers.validation import MOST_TYPES, SessionSettings, Values, built, copied_name, validate
from scheduling.problems import Problems
from scheduling.schedule import Schedule

WHAT = "template"
MOST_AT_ONCE = 100


# ---------------------------------------------------------------- queries


async def session_template(read: Reader, item: Field, arguments: ById) -> object:
    return await one(read, item, ids.valid(arguments["id"], "id"))


async def session_templates(read: Reader, item: Field, arguments: OrderedListing) -> object:
    return await page(read, item, lists.TEMPLATES, arguments)


# ---------------------------------------------------------------- mutations


async def create(write: Write, arguments: CreateSessionTemplate) -> SessionTemplatePayload:
    given = arguments["input"]
    owner = await _owner(write, given["scope"], ("input", "scope"))
    settings = await validate(write, given, prefix=("input",), template=True)
    return SessionTemplatePayload(await _add(write, settings, owner))


async def update(write: Write, arguments: UpdateSessionTemplate) -> SessionTemplatePayload:
    row = await _load_to_change(write, arguments["id"])
    write.check_version(row, arguments.get("expected_version"))
    before = await persistence.load_settings(write, TEMPLATE, row)
    after = await _merged(write, before, arguments["input"], "input")
    await persistence.update(write, TEMPLATE, row, before, replace(after, clinician_id=row["clinician_id"]))
    return SessionTemplatePayload(row["id"])


async def duplicate(write: Write, arguments: DuplicateSessionTemplate) -> SessionTemplatePayload:
    original = await _load(write, arguments["id"], ("id",))
    owner = await _owner(write, arguments.get("scope") or original["scope"], ("scope",))
    before = await persistence.load_settings(write, TEMPLATE, original)
    named = replace(before, name=copied_name(before.name))
    settings = await _merged(write, named, arguments.get("overrides") or {}, "overrides")
    return SessionTemplatePayload(await _add(write, settings, owner))


async def delete(write: Write, arguments: Delete) -> DeletePayload:
    row = await _load_to_change(write, arguments["id"])
    write.check_version(row, arguments.get("expected_version"))
    await write.tx.execute(db.templates.FORGET, id=row["id"])
    await persistence.remove(write, TEMPLATE, row)
    return DeletePayload(row["id"])


async def save_session(write: Write, arguments: SaveSessionAsTemplate) -> SessionTemplatePayload:
    """Makes a template of a session. The viewer need not be allowed to change the session, only to read it."""
    owner = await _owner(write, arguments["scope"], ("scope",))
    session = await write.load(SESSION, arguments["session_id"], what="session", path=("sessionId",))
    before = await persistence.load_settings(write, SESSION, session)
    given = {} if arguments.get("name") is None else {"name": arguments["name"]}
    settings = await validate(
        write,
        before.values | given,
        prefix=(),
        schedule=_without_dates(before.schedule),
        unchanged=before.references,
        template=True,
    )
    return SessionTemplatePayload(await _add(write, settings, owner))


async def create_sessions(write: Write, arguments: CreateSessionsFromTemplate) -> FromTemplatePayload:
    template = await _load(write, arguments["template_id"], ("templateId",))
    entries = arguments["sessions"]
    if len(entries) > MOST_AT_ONCE:
        message = f"Give {MOST_AT_ONCE} sessions at most."
        raise Refused([InputError(message, "OUT_OF_RANGE", ("sessions",))])
    settings = await persistence.load_settings(write, TEMPLATE, template)
    referenced = await _load_references(write, settings, entries)
    items = [FromTemplateItem(entry["clinician_id"], entry["start_date"]) for entry in entries]
    new: dict[int, tuple[str, SessionSettings]] = {}
    for index, entry in enumerate(entries):
        try:
            path = ("sessions", str(index))
            new[index] = ids.new(), await _settings_of_entry(write, settings, entry, path, referenced)
        except Refused as refused:
            items[index] = replace(items[index], errors=_below(refused, index))
    checks = await conflict_checks.begin(write, dict(new.values()))
    found = await checks.run([an_id for an_id, _ in new.values()], arguments["on_conflict"])
    for index, (an_id, _) in new.items():
        warnings = found[an_id]
        if isinstance(warnings, Refused):
            items[index] = replace(items[index], errors=_below(warnings, index))
        else:
            items[index] = replace(items[index], session_id=an_id, warnings=warnings)
    payload = FromTemplatePayload(tuple(items))
    if not payload.created:
        raise Refused([], payload)
    created = {an_id: settings for index, (an_id, settings) in new.items() if items[index].session_id is not None}
    await persistence.add_many(write, SESSION, created, {"template_id": template["id"]})
    return payload


# ---------------------------------------------------------------- one entry


async def _load_references(write: Write, template: SessionSettings, entries: Sequence[FromTemplateInput]) -> References:
    """Loads all rows that the entries refer to, and locks what the conflict checks need."""
    overrides: list[UpdateSessionInput] = [entry.get("overrides") or {} for entry in entries]
    clinicians = _parsed(entry["clinician_id"] for entry in entries)
    locations = _parsed([template.location_id, *(given.get("location_id") for given in overrides)])
    types = [*template.appointment_type_ids]
    for given in overrides:
        types += (given.get("appointment_type_ids") or [])[:MOST_TYPES]
    return await write.hold_for_sessions(clinicians=clinicians, locations=locations, types=_parsed(types))


def _parsed(given: Iterable[str | None]) -> list[str]:
    """The values that are ids, each once."""
    return list(dict.fromkeys(key for an_id in given if (key := ids.parsed(an_id)) is not None))


def _below(refused: Refused, index: int) -> tuple[UserError, ...]:
    """The errors of an entry, with its path before theirs."""
    return tuple(error if error.path else below(error, "sessions", str(index)) for error in refused.errors)


async def _settings_of_entry(
    write: Write, template: SessionSettings, entry: FromTemplateInput, path: Path, referenced: References
) -> SessionSettings:
    """The settings of an entry's session. All of its references must be active, as newly chosen ones."""
    overrides: UpdateSessionInput = entry.get("overrides") or {}
    errors = _contradictions(entry, overrides, path)
    values = template.values | overrides | {"clinician_id": entry["clinician_id"]}
    schedule, given_schedule = template.schedule, overrides.get("schedule")
    if given_schedule is not None:
        own = (*path, "startDate") not in write.holes
        values["schedule"] = {**given_schedule, "start_date": (entry if own else given_schedule)["start_date"]}
    else:
        try:
            schedule = await _with_start_date(template.schedule, entry["start_date"])
        except Problems as problems:
            start_date = (*path, "startDate")
            errors += tuple(InputError(problem.message, problem.code, start_date) for problem in problems.problems)
    try:
        settings = await validate(
            write, values, prefix=(*path, "overrides"), schedule=schedule, clinician_path=path, referenced=referenced
        )
    except Refused as refused:
        # If the entry's own clinician is invalid, the error about a different one in the overrides is left out.
        if any(error.path == (*path, "clinicianId") for error in refused.errors):
            errors = tuple(error for error in errors if error.path[-1] != "clinicianId")
        raise Refused((*errors, *refused.errors)) from None
    if errors:
        raise Refused(errors)
    return settings


def _contradictions(entry: FromTemplateInput, overrides: UpdateSessionInput, path: Path) -> tuple[UserError, ...]:
    """Errors for overrides that contradict the entry itself. They may repeat its clinician and its start date."""
    errors: list[UserError] = []
    other = overrides.get("clinician_id")
    if other is not None and ids.parsed(other) != ids.parsed(entry["clinician_id"]):
        message = "The clinician differs from the entry's own clinicianId. Leave this one out."
        errors.append(InputError(message, "INVALID", (*path, "overrides", "clinicianId")))
    schedule = overrides.get("schedule")
    dates = set() if schedule is None else {schedule["start_date"], entry["start_date"]}
    if len(dates - {None}) > 1:
        message = "The date differs from the entry's own startDate. Give the same date here."
        errors.append(InputError(message, "INVALID", (*path, "overrides", "schedule", "startDate")))
    return tuple(errors)


async def _with_start_date(schedule: Schedule, start_date: date) -> Schedule:
    """A template's schedule with a start date. Raises Problems."""
    recurrence = None if schedule.rule is None else {"rrule": schedule.rule.rrule}
    values = {
        "start_date": start_date,
        "start_time": schedule.start_time,
        "end_time": schedule.end_time,
        "ends_next_day": schedule.ends_next_day,
        "recurrence": recurrence,
    }
    return await built(values, with_start_date=True)


def _without_dates(schedule: Schedule) -> Schedule:
    return replace(schedule, start_date=None, last_date=None)


# ---------------------------------------------------------------- rows


async def _merged(write: Write, before: SessionSettings, given: Values, prefix: str) -> SessionSettings:
    """A template's settings with an input merged into them. Raises Refused."""
    return await validate(
        write,
        {**before.values, **given},
        prefix=(prefix,),
        schedule=before.schedule,
        unchanged=before.references,
        template=True,
    )


async def _add(write: Write, settings: SessionSettings, owner: str | None) -> str:
    other = {"scope": "PRACTICE" if owner is None else "PERSONAL", "clinician_id": owner}
    return await persistence.add(write, TEMPLATE, settings, other)


async def _owner(write: Write, scope: str, path: Path) -> str | None:
    """The owner of a template of this scope that the viewer makes. Raises Refused if they may not make one."""
    if scope == "PRACTICE":
        if write.own_only:
            raise Refused([ForbiddenError("Only an admin manages the practice's templates.", path)])
        return None
    row = await write.tx.fetch_one(db.templates.OWNER)
    if row is None:
        message = "You are not a clinician of this practice, so you cannot own a personal template."
        raise Refused([ForbiddenError(message, path)])
    owner: str = row["id"]
    return owner


async def _load(write: Write, an_id: str, path: Path, *, to_change: bool = False) -> Row:
    """Loads a template. Raises Refused if it does not exist, or if the viewer may not see it.

    Until the transaction ends, nobody else can delete it, or, with `to_change`, use it.
    """
    key = ids.parsed(an_id)
    if key is None:
        raise Refused([InputError("This is not an id.", "INVALID", path)])
    row: Row | None = await write.tx.fetch_one(db.templates.LOCK if to_change else db.templates.HOLD, id=key)
    if row is None:
        raise Refused([not_found(WHAT, path)])
    write.locked([row])
    return row


async def _load_to_change(write: Write, an_id: str) -> Row:
    row = await _load(write, an_id, ("id",), to_change=True)
    await _owner(write, row["scope"], ("id",))
    return row
