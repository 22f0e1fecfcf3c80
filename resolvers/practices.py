"""Making a practice: the one thing that is done as the tables' owner, from the command line."""

from typing import Any

from db import owner
from resolvers import ids, names
from scheduling import zones
from scheduling.problems import Problem, Problems

LONGEST_NAME = 200


async def create(owner_url: str, name: str, time_zone: str, *, practice_id: str | None = None) -> str:
    """Makes a practice and answers its id. Raises Problems, all at once."""
    name = names.composed(name.strip())
    problems = []
    if not 1 <= len(name) <= LONGEST_NAME or "\0" in name:
        problems.append(Problem("INVALID", f"A practice's name has 1 to {LONGEST_NAME} characters.", ("name",)))
    elif (unseen := names.unseen(name)) is not None:
        what = "control, invisible or direction-changing characters"
        message = f"A practice's name has no {what}: remove {names.shown(unseen)}."
        problems.append(Problem("INVALID", message, ("name",)))
    if time_zone not in zones.names():
        problems.append(Problem("INVALID", f"{time_zone} is not an IANA time zone, such as Europe/London.", ("zone",)))
    if problems:
        raise Problems(tuple(problems))
    made = practice_id or ids.new()
    values: dict[str, Any] = {"id": made, "name": name, "time_zone": time_zone}
    await owner.add_practice(owner_url, values)
    return made
