"""Session templates: the practice's, which an admin keeps, and personal ones, which nobody but their owner sees.

Each query here names who may see a row, and row-level security says the same once more (db/tenancy.py).
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from db import lists, references
from db import templates as stored
from db.references import Held
from planner import Field, Reader, one, page
from resolvers import conflict_checks, ids, persistence
from resolvers.arguments import ById, OrderedListing
from resolvers.errors import Refused
from resolvers.mutations import Write, not_found
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
from resolvers.persistence import SESSION, TEMPLATE, Row
from resolvers.validation import MOST_TYPES, Settings, checked, copied_name
from scheduling import schedule as schedules
from scheduling.problems import Problems
from scheduling.schedule import Schedule

WHAT = "template"
MOST_AT_ONCE = 100


# ---------------------------------------------------------------- queries


async def session_template(read: Reader, item: Field, arguments: ById) -> Any:
    return await one(read, item, ids.asked(arguments["id"], "id"))


async def session_templates(read: Reader, item: Field, arguments: OrderedListing) -> Any:
    return await page(read, item, lists.TEMPLATES, arguments)


# ---------------------------------------------------------------- mutations


async def create(write: Write, arguments: dict[str, Any]) -> SessionTemplatePayload:
    given = arguments["input"]
    owner = await _owner(write, given["scope"], ("input", "scope"))
    settings = await checked(write, given, prefix=("input",), template=True)
    return SessionTemplatePayload(await _added(write, settings, owner))


async def update_(write: Write, arguments: dict[str, Any]) -> SessionTemplatePayload:
    row = await _to_change(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    before = await persistence.settings_as_stored(write, TEMPLATE, row)
    after = await _laid_over(write, before, arguments["input"], "input")
    await persistence.change(write, TEMPLATE, row, before, replace(after, clinician_id=row["clinician_id"]))
    return SessionTemplatePayload(row["id"])


async def duplicate(write: Write, arguments: dict[str, Any]) -> SessionTemplatePayload:
    original = await _visible(write, arguments["id"], ("id",))
    owner = await _owner(write, arguments.get("scope") or original["scope"], ("scope",))
    before = await persistence.settings_as_stored(write, TEMPLATE, original)
    named = replace(before, name=copied_name(before.name))
    settings = await _laid_over(write, named, arguments.get("overrides") or {}, "overrides")
    return SessionTemplatePayload(await _added(write, settings, owner))


async def delete(write: Write, arguments: dict[str, Any]) -> DeletePayload:
    row = await _to_change(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    await write.tx.execute(stored.FORGET, id=row["id"])
    await persistence.remove(write, TEMPLATE, row)
    return DeletePayload(row["id"])


async def save_session(write: Write, arguments: dict[str, Any]) -> SessionTemplatePayload:
    """Any session that the viewer may read can become a template."""
    owner = await _owner(write, arguments["scope"], ("scope",))
    session = await write.locked(SESSION, arguments["session_id"], what="session", path=("sessionId",))
    before = await persistence.settings_as_stored(write, SESSION, session)
    given = {} if arguments.get("name") is None else {"name": arguments["name"]}
    settings = await checked(
        write,
        before.values | given,
        prefix=(),
        schedule=_undated(before.schedule),
        kept=before.references,
        template=True,
    )
    return SessionTemplatePayload(await _added(write, settings, owner))


async def create_sessions(write: Write, arguments: dict[str, Any]) -> FromTemplatePayload:
    template = await _visible(write, arguments["template_id"], ("templateId",))
    entries = arguments["sessions"]
    if len(entries) > MOST_AT_ONCE:
        message = f"{MOST_AT_ONCE} sessions at once at most."
        raise Refused([InputError(message, "OUT_OF_RANGE", ("sessions",))])
    settings = await persistence.settings_as_stored(write, TEMPLATE, template)
    held = await _held(write, settings, entries)
    items = [FromTemplateItem(entry["clinician_id"], entry["start_date"]) for entry in entries]
    wanted: dict[int, tuple[str, Settings]] = {}
    for place, entry in enumerate(entries):
        try:
            wanted[place] = ids.new(), await _from_entry(write, settings, entry, ("sessions", str(place)), held)
        except Refused as refused:
            items[place] = replace(items[place], errors=_below(refused, place))
    look = await conflict_checks.look_at_all(write, dict(wanted.values()))
    for place, (an_id, _) in wanted.items():
        try:
            warnings = await look.at(an_id, arguments["on_conflict"])
            items[place] = replace(items[place], session_id=an_id, warnings=warnings)
        except Refused as refused:
            items[place] = replace(items[place], errors=_below(refused, place))
    payload = FromTemplatePayload(tuple(items))
    if not payload.created:
        raise Refused([], payload)
    made = {an_id: new for place, (an_id, new) in wanted.items() if items[place].session_id is not None}
    await persistence.add_many(write, SESSION, made, {"template_id": template["id"]})
    return payload


# ---------------------------------------------------------------- one entry


async def _held(write: Write, template: Settings, entries: Sequence[Mapping[str, Any]]) -> Held:
    """All that the entries refer to. Their clinicians are locked, in one order for everybody."""
    overrides = [entry.get("overrides") or {} for entry in entries]
    clinicians = _parsed(entry["clinician_id"] for entry in entries)
    places = _parsed([template.location_id, *(given.get("location_id") for given in overrides)])
    types = [*template.appointment_type_ids]
    for given in overrides:
        types += (given.get("appointment_type_ids") or [])[:MOST_TYPES]
    held = await references.hold(write.tx, clinicians=clinicians, locations=places, types=_parsed(types), lock=True)
    write.locked_clinicians.update(clinicians)
    return held


def _parsed(given: Iterable[str | None]) -> list[str]:
    """Those that are ids, each once."""
    return list(dict.fromkeys(key for an_id in given if (key := ids.parsed(an_id)) is not None))


def _below(refused: Refused, place: int) -> tuple[UserError, ...]:
    """What is wrong with an entry, with paths that lead to it."""
    return tuple(error if error.path else below(error, "sessions", str(place)) for error in refused.errors)


async def _from_entry(write: Write, template: Settings, entry: Mapping[str, Any], path: Path, held: Held) -> Settings:
    """The settings of the session that an entry asks for; everything in it is newly chosen."""
    overrides = dict(entry.get("overrides") or {})
    errors = _said_twice(entry, overrides, path)
    values = template.values | overrides | {"clinician_id": entry["clinician_id"]}
    schedule = template.schedule
    if overrides.get("schedule") is not None:
        values["schedule"] = {**overrides["schedule"], "start_date": entry["start_date"]}
    else:
        try:
            schedule = await _dated(template.schedule, entry["start_date"])
        except Problems as problems:
            start_date = (*path, "startDate")
            errors += tuple(InputError(problem.message, problem.code, start_date) for problem in problems.problems)
    try:
        wanted = await checked(
            write, values, prefix=(*path, "overrides"), schedule=schedule, clinician_path=path, held=held
        )
    except Refused as refused:
        # Where the entry's clinician is wrong itself, nothing is said of one that differs from it.
        if any(error.path == (*path, "clinicianId") for error in refused.errors):
            errors = tuple(error for error in errors if error.path[-1] != "clinicianId")
        raise Refused((*errors, *refused.errors)) from None
    if errors:
        raise Refused(errors)
    return wanted


def _said_twice(entry: Mapping[str, Any], overrides: Mapping[str, Any], path: Path) -> tuple[UserError, ...]:
    """What the overrides say otherwise than the entry itself, which wins: they may repeat it, and nothing else."""
    errors: list[UserError] = []
    other = overrides.get("clinician_id")
    if other is not None and ids.parsed(other) != ids.parsed(entry["clinician_id"]):
        message = "The entry's own clinicianId says whose session it is: leave this one out."
        errors.append(InputError(message, "INVALID", (*path, "overrides", "clinicianId")))
    schedule = overrides.get("schedule")
    if schedule is not None and schedule["start_date"] != entry["start_date"]:
        message = "The entry's own startDate says when it starts: give the same date here."
        errors.append(InputError(message, "INVALID", (*path, "overrides", "schedule", "startDate")))
    return tuple(errors)


async def _dated(schedule: Schedule, start_date: Any) -> Schedule:
    """A template's schedule from a date on; raises Problems."""
    recurrence = None if schedule.rule is None else {"rrule": schedule.rule.rrule}
    values = {
        "start_date": start_date,
        "start_time": schedule.start_time,
        "end_time": schedule.end_time,
        "ends_next_day": schedule.ends_next_day,
        "recurrence": recurrence,
    }
    return await asyncio.to_thread(schedules.build, values, with_start_date=True)


def _undated(schedule: Schedule) -> Schedule:
    return replace(schedule, start_date=None, last_date=None)


# ---------------------------------------------------------------- rows


async def _laid_over(write: Write, before: Settings, given: dict[str, Any], prefix: str) -> Settings:
    return await checked(
        write,
        before.values | given,
        prefix=(prefix,),
        schedule=before.schedule,
        kept=before.references,
        template=True,
    )


async def _added(write: Write, settings: Settings, owner: str | None) -> str:
    own = {"scope": "PRACTICE" if owner is None else "PERSONAL", "clinician_id": owner}
    return await persistence.add(write, TEMPLATE, settings, own)


async def _owner(write: Write, scope: str, path: Path) -> str | None:
    """Who would own a template of this scope; Refused where the viewer may not make one."""
    if scope == "PRACTICE":
        if write.own_only:
            raise Refused([ForbiddenError("Only an admin manages the practice's templates.", path)])
        return None
    found = await write.tx.fetch_one(stored.OWNER)
    if found is None:
        message = "You are not a clinician of this practice, so you cannot own a personal template."
        raise Refused([ForbiddenError(message, path)])
    owner: str = found["id"]
    return owner


async def _visible(write: Write, an_id: str, path: Path, *, to_change: bool = False) -> Row:
    """The template, where the viewer may see it.

    Until the transaction ends it cannot be deleted, nor, where it is read `to_change` it, be used by anybody else.
    """
    key = ids.parsed(an_id)
    if key is None:
        raise Refused([InputError("This is not an id.", "INVALID", path)])
    found: Row | None = await write.tx.fetch_one(stored.LOCK if to_change else stored.HOLD, id=key)
    if found is None:
        raise Refused([not_found(WHAT, path)])
    return found


async def _to_change(write: Write, an_id: str) -> Row:
    row = await _visible(write, an_id, ("id",), to_change=True)
    await _owner(write, row["scope"], ("id",))
    return row
