"""Creates a practice. The command line does this as the owner of the tables."""

from db import owner
from resolvers import ids, names
from scheduling import zones
from scheduling.problems import Problem, Problems

LONGEST_NAME = 200


async def create(owner_url: str, name: str, time_zone: str, *, practice_id: str | None = None) -> str:
    """Creates a practice and returns its id. Raises Problems."""
    name = names.composed(name.strip())
    problems = []
    if not 1 <= len(name) <= LONGEST_NAME or "\0" in name:
        problems.append(Problem("INVALID", f"A practice's name must have 1 to {LONGEST_NAME} characters.", ("name",)))
    elif (invisible := names.first_invisible(name)) is not None:
        what = "control, invisible or direction-changing characters"
        message = f"A practice's name must not contain {what}: remove {names.code_point(invisible)}."
        problems.append(Problem("INVALID", message, ("name",)))
    if time_zone not in zones.names():
        problems.append(Problem("INVALID", f"{time_zone} is not an IANA time zone, such as Europe/London.", ("zone",)))
    if problems:
        raise Problems(tuple(problems))
    an_id = practice_id or ids.new()
    values = {"id": an_id, "name": name, "time_zone": time_zone}
    await owner.add_practice(owner_url, values)
    return an_id
