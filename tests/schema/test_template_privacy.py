"""A personal template is not found by anybody but its owner, by whatever way it is looked for.

Every test runs twice: as the service runs, and with row-level security lifted, where the queries alone must hide it.
That row-level security alone hides it, too, is in tests/db/test_personal_rows.py.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
import httpx
import pytest

from db.engine import Database, Options
from db.tables import METADATA
from db.tenancy import APPLICATION_ROLE, Tenant
from resolvers.context import Role
from tests.practice import ERRORS, TEMPLATE, House
from tests.vacuous import some

AN_ID = "01900000-0000-7000-8000-000000000000"
SECRET = "Xylophone"
"""A word that nothing but the secret template contains."""


class Lifted(Options):
    """Connections that stay what they logged in as: the tables' owner."""

    @property
    def server_settings(self) -> dict[str, str]:
        return {name: value for name, value in super().server_settings.items() if value != APPLICATION_ROLE}


async def force(owner_url: str, how: str) -> None:
    """Lets row-level security bind the tables' owner (FORCE), or not (NO FORCE); the service's role it always binds."""
    conn = await asyncpg.connect(owner_url)
    try:
        for table in METADATA.sorted_tables:
            await conn.execute(f"ALTER TABLE {table.name} {how} ROW LEVEL SECURITY")
    finally:
        await conn.close()


@pytest.fixture(scope="module")
async def lifted(migrated: str) -> AsyncIterator[Database]:
    """The same database, without row-level security."""
    await force(migrated, "NO FORCE")
    opened = await Database.connect(migrated, options=Lifted())
    yield opened
    await opened.close()
    await force(migrated, "FORCE")


@pytest.fixture(params=["as it runs", "without row-level security"])
def database(request: pytest.FixtureRequest, database: Database) -> Database:
    """What the service works with."""
    if request.param == "as it runs":
        return database
    found: Database = request.getfixturevalue("lifted")
    return found


@dataclass(frozen=True, slots=True)
class Secret:
    """A personal template, who owns it, and everybody else."""

    id: str
    owner: str
    clinician: str
    others: dict[str, str]
    """Tokens by who they are for."""
    place: str
    kind: str

    def is_told_in(self, answer: httpx.Response) -> bool:
        return SECRET.lower() in answer.text.lower() or self.id in answer.text


@pytest.fixture
async def secret(house: House, other_house: House) -> Secret:
    return await keep_secret(house, other_house)


async def keep_secret(house: House, other_house: House, **given: Any) -> Secret:
    clinician = await house.clinician("Dr Amara Okafor")
    owner = house.token(Role.CLINICIAN, clinician=clinician)
    place, kind = await house.location("Harbour Street"), await house.appointment_type("Vaccination")
    made = await house.template(
        **{
            "name": f"{SECRET} clinic",
            "scope": "PERSONAL",
            "notes": f"{SECRET} notes",
            "locationId": place,
            "allowRemote": True,
            "appointmentTypeIds": [kind],
            **given,
        },
        token=owner,
    )
    colleague = await house.clinician("Dr Rajesh Patel")
    others = {
        "another clinician": house.token(Role.CLINICIAN, clinician=colleague),
        "an admin": house.token(),
        "an admin who is another clinician": house.token(Role.ADMIN, clinician=colleague),
        "staff": house.token(Role.STAFF),
        "another practice": other_house.token(),
        "another practice with the owner's id": other_house.token(Role.ADMIN, clinician=clinician),
    }
    return Secret(made["id"], owner, clinician, others, place, kind)


# ---------------------------------------------------------------- looked for


async def test_its_owner_finds_it_in_whatever_role(house: House, secret: Secret) -> None:
    for token in (secret.owner, house.token(Role.ADMIN, clinician=secret.clinician)):
        found = await house.find_template(secret.id, token=token)
        assert (found["name"], found["appointmentTypeCount"]) == (f"{SECRET} clinic", 1)
        page = await house.templates("nodes { id } totalCount", token=token, filter={"search": SECRET})
        assert page == {"nodes": [{"id": secret.id}], "totalCount": 1}


async def test_nobody_else_finds_it_by_its_id(house: House, secret: Secret) -> None:
    query = f"""query($id: ID!) {{ sessionTemplate(id: $id) {{ {TEMPLATE} history {{ totalCount }} }}
        node(id: $id) {{ id __typename }} }}"""
    nothing = {"data": {"sessionTemplate": None, "node": None}}
    for who, token in some(secret.others.items()):
        assert (await house.post(query, token=token, id=secret.id)).json() == nothing, who
    assert (await house.post(query, id=AN_ID)).json() == nothing


async def test_nobody_else_finds_it_in_a_list_or_its_total(house: House, secret: Secret) -> None:
    await house.template(name="Shared", locationId=secret.place, allowRemote=True)
    query = f"""query($filter: SessionTemplateFilter) {{ sessionTemplates(filter: $filter) {{
        nodes {{ {TEMPLATE} }} edges {{ cursor node {{ id }} }} totalCount
        pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    # What the owner finds it by, and whether the shared one is found by it, too.
    ways: dict[str, tuple[dict[str, Any], bool]] = {
        "everything": ({}, True),
        "scope": ({"scope": "PERSONAL"}, False),
        "name": ({"search": SECRET}, False),
        "clinician's name": ({"search": "okafor"}, False),
        "location's name": ({"search": "harbour"}, True),
        "remote by name": ({"search": "Remote"}, True),
        "clinician": ({"clinicianIds": [secret.clinician]}, False),
        "location": ({"locationIds": [secret.place]}, True),
        "remote": ({"remote": True}, True),
    }
    for way, (given, shared) in ways.items():
        answer = await house.post(query, token=secret.owner, filter=given)
        assert secret.is_told_in(answer), way
        assert answer.json()["data"]["sessionTemplates"]["totalCount"] == 1 + shared, way
        for who, token in some(secret.others.items()):
            answer = await house.post(query, token=token, filter=given)
            found = answer.json()["data"]["sessionTemplates"]
            seen = shared and not who.startswith("another practice")
            assert not secret.is_told_in(answer), (way, who)
            assert (found["totalCount"], len(found["nodes"]), len(found["edges"])) == (seen, seen, seen), (way, who)
            assert not found["pageInfo"]["hasNextPage"], (way, who)
            assert not found["pageInfo"]["hasPreviousPage"], (way, who)


PAGE = "nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"


async def test_pages_go_on_as_if_it_were_not_there(house: House, other_house: House) -> None:
    secret = await keep_secret(house, other_house, name=f"C {SECRET}")
    for name in (f"A {SECRET}", f"E {SECRET}"):
        await house.template(name=name, scope="PERSONAL", token=secret.owner)
    for name in ("B", "D"):
        await house.template(name=name)
    for who, token in some(secret.others.items()):
        if who.startswith("another practice"):
            continue
        first = await house.templates(PAGE, token=token, first=1)
        then = await house.templates(PAGE, token=token, first=1, after=first["pageInfo"]["endCursor"])
        last = await house.templates(PAGE, token=token, last=1)
        seen = [
            (page["nodes"], page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"], page["totalCount"])
            for page in (first, then, last)
        ]
        assert seen == [
            ([{"name": "B"}], False, True, 2),
            ([{"name": "D"}], True, False, 2),
            ([{"name": "D"}], True, False, 2),
        ], who


async def test_the_owners_cursors_tell_others_nothing(house: House, other_house: House) -> None:
    secret = await keep_secret(house, other_house, name=f"A {SECRET}")
    await house.template(name="B")
    await house.template(name=f"C {SECRET}", scope="PERSONAL", token=secret.owner)
    edges = (await house.templates("edges { cursor }", token=secret.owner))["edges"]
    front, _, back = (edge["cursor"] for edge in edges)
    for who, token in some(secret.others.items()):
        behind = await house.templates(PAGE, token=token, after=front)
        ahead = await house.templates(PAGE, token=token, last=5, before=back)
        assert behind["pageInfo"]["hasPreviousPage"] is False, who
        assert ahead["pageInfo"]["hasNextPage"] is False, who
        assert behind["nodes"] == ahead["nodes"], who
        assert len(behind["nodes"]) == behind["totalCount"] == (not who.startswith("another practice")), who


# ---------------------------------------------------------------- through sessions


async def test_a_session_made_from_it_shows_it_to_its_owner_only(house: House, secret: Secret) -> None:
    entry = {
        "clinicianId": secret.clinician,
        "startDate": "2026-04-06",
        "overrides": {"name": "Morning", "notes": ""},
    }
    payload = await house.from_template(secret.id, entry, token=secret.owner)
    session = payload["items"][0]["session"]
    assert session["template"] == {"id": secret.id}
    template = f"template {{ {TEMPLATE} history {{ nodes {{ changes {{ after }} }} }} }}"
    query = f"""query($id: ID!) {{
        session(id: $id) {{ name {template} history {{ nodes {{ changes {{ field before after }} }} }} }}
        node(id: $id) {{ ... on Session {{ {template} }} }}
        sessions(first: 5) {{ nodes {{ name {template} }} }}
        clinicians(first: 5) {{ nodes {{ sessions(first: 5) {{ nodes {{ template {{ name }} }} }} }} }}
        occurrences(from: "2026-04-06", to: "2026-04-12") {{ session {{ template {{ id name }} }} }} }}"""
    answer = await house.post(query, token=secret.owner, id=session["id"])
    assert answer.json()["data"]["session"]["template"]["id"] == secret.id
    assert answer.json()["data"]["occurrences"][0]["session"]["template"]["id"] == secret.id
    for who, token in some(secret.others.items()):
        answer = await house.post(query, token=token, id=session["id"])
        assert not secret.is_told_in(answer), who
        if not who.startswith("another practice"):
            assert answer.json()["data"]["session"]["template"] is None, who
            assert answer.json()["data"]["sessions"]["nodes"] == [{"name": "Morning", "template": None}], who


async def test_a_mutations_answer_does_not_show_it_either(house: House, secret: Secret) -> None:
    entry = {"clinicianId": secret.clinician, "startDate": "2026-04-06", "overrides": {"name": "Morning", "notes": ""}}
    made = await house.from_template(secret.id, entry, token=secret.owner)
    an_id = made["items"][0]["session"]["id"]
    for mutation, given in {
        "updateSession": 'input: {notes: "Seen by the admin"}',
        "duplicateSession": 'overrides: {name: "Copy"}',
        "toggleSession": "active: false",
        "splitSession": 'from: "2026-05-04", input: {}',
    }.items():
        answer = await house.post(
            f'mutation {{ {mutation}(id: "{an_id}", {given}) {{ session {{ name template {{ name }} }} {ERRORS} }} }}'
        )
        assert answer.json()["data"][mutation]["errors"] == [], mutation
        assert answer.json()["data"][mutation]["session"]["template"] is None, mutation
    owners = await house.ask("{ sessions { nodes { template { id } } } }", token=secret.owner)
    assert owners["sessions"]["nodes"] == [{"template": {"id": secret.id}}] * 3


# ---------------------------------------------------------------- through mutations


async def test_every_mutation_answers_as_if_it_had_never_existed(
    house: House, secret: Secret, database: Database
) -> None:
    before = await house.stored(database, clinician=secret.clinician)
    entries = [{"clinicianId": secret.clinician, "startDate": "2026-04-06"}]
    mutations: dict[str, tuple[str, dict[str, Any]]] = {
        "updateSessionTemplate": (
            "id: ID!; input: UpdateSessionTemplateInput!; expectedVersion: Int",
            {"input": {"name": "Mine"}, "expectedVersion": 7},
        ),
        "duplicateSessionTemplate": ("id: ID!; scope: TemplateScope", {}),
        "deleteSessionTemplate": ("id: ID!; expectedVersion: Int", {"expectedVersion": 7}),
        "createSessionsFromTemplate": ("templateId: ID!; sessions: [FromTemplateInput!]!", {"sessions": entries}),
        "saveSessionAsTemplate": ("sessionId: ID!", {}),
        "updateSession": ("id: ID!; input: UpdateSessionInput!", {"input": {"name": "Mine"}}),
        "deleteSession": ("id: ID!", {}),
        "deleteLocation": ("id: ID!", {}),
    }
    for who, token in some(secret.others.items()):
        for mutation, (declared, given) in mutations.items():
            name = declared.partition(":")[0]
            answers = [
                await house.do(mutation, declared, ERRORS, token=token, **{name: an_id}, **given)
                for an_id in (secret.id, AN_ID)
            ]
            assert answers[0] == answers[1], (who, mutation)
            (error,) = answers[0]["errors"]
            assert error["__typename"] in {"NotFoundError", "ForbiddenError"}, (who, mutation)
    # Where it is the role that is refused, it is refused before anything is looked up.
    staff = secret.others["staff"]
    assert (await house.delete_template(secret.id, token=staff))["errors"][0]["message"] == (
        "Your role, STAFF, may not use deleteSessionTemplate."
    )
    assert await house.stored(database, clinician=secret.clinician) == before


async def test_a_clinicians_attempt_at_a_practice_copy_does_not_say_that_it_is_there(
    house: House, secret: Secret
) -> None:
    token = secret.others["another clinician"]
    for scope in ("PRACTICE", "PERSONAL"):
        (error,) = (await house.duplicate_template(secret.id, token=token, scope=scope))["errors"]
        assert (error["__typename"], error["message"]) == ("NotFoundError", "There is no such template.")


async def test_an_answer_that_is_given_again_does_not_show_it_to_whom_it_is_not_visible_any_more(
    house: House, secret: Secret
) -> None:
    """The same person, by the same key, with a token that does not name the clinician."""
    given = {"overrides": {"name": f"{SECRET} copy"}, "scope": "PERSONAL", "idempotencyKey": "k"}
    own = house.token(Role.ADMIN, clinician=secret.clinician)
    made = await house.duplicate_template(secret.id, token=own, **given)
    assert (await house.duplicate_template(secret.id, token=own, **given)) == made
    house.people["bare"] = replace(house.people[own], clinician_id=None)
    again = await house.duplicate_template(secret.id, token="bare", **given)
    assert again["template"] is None
    assert [error["code"] for error in again["errors"]] == ["IDEMPOTENCY_MISMATCH"]


@pytest.mark.parametrize("mutation", ["deleteLocation", "deleteAppointmentType", "deleteClinician"])
async def test_what_it_uses_cannot_be_deleted_but_is_not_counted(house: House, secret: Secret, mutation: str) -> None:
    used = {"deleteLocation": secret.place, "deleteAppointmentType": secret.kind, "deleteClinician": secret.clinician}
    an_id = used[mutation]
    (error,) = (await house.do(mutation, "id: ID!", ERRORS, id=an_id))["errors"]
    assert (error["__typename"], error["sessionCount"], error["templateCount"]) == ("InUseError", 0, 0)
    assert SECRET not in error["message"]
    own = house.token(Role.ADMIN, clinician=secret.clinician)
    (error,) = (await house.do(mutation, "id: ID!", ERRORS, token=own, id=an_id))["errors"]
    assert (error["sessionCount"], error["templateCount"]) == (0, 1)
    if mutation == "deleteClinician":
        return
    await house.template(locationId=secret.place, appointmentTypeIds=[secret.kind])
    (error,) = (await house.do(mutation, "id: ID!", ERRORS, id=an_id))["errors"]
    assert (error["sessionCount"], error["templateCount"]) == (0, 1)


# ---------------------------------------------------------------- through the audit trail


async def test_the_audit_trail_keeps_it_for_its_owner(house: House, secret: Secret) -> None:
    await house.update_template(secret.id, {"notes": f"{SECRET} again"}, token=secret.owner)
    copy = (await house.duplicate_template(secret.id, token=secret.owner))["template"]
    await house.delete_template(copy["id"], token=secret.owner)
    query = """query($filter: AuditFilter) { auditEntries(filter: $filter, first: 100) {
        nodes { id objectId action changes { field before after } } edges { cursor } totalCount
        pageInfo { hasNextPage hasPreviousPage } } }"""
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"objectIds": [secret.id, copy["id"]]},
        {"objectType": "SESSION_TEMPLATE"},
        {"objectType": "SESSION_TEMPLATE", "action": "DELETED"},
    )
    own = house.token(Role.ADMIN, clinician=secret.clinician)
    counts = []
    for given in ways:
        found = (await house.ask(query, token=own, filter=given))["auditEntries"]
        counts.append(found["totalCount"])
        for who, token in some(secret.others.items()):
            answer = await house.post(query, token=token, filter=given)
            if who in {"another clinician", "staff"}:
                assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN", who
                continue
            assert not secret.is_told_in(answer), who
            page = answer.json()["data"]["auditEntries"]
            assert page["totalCount"] == len(page["nodes"]) == len(page["edges"]), who
            if given:
                assert page["totalCount"] == 0, who
    assert counts[1:] == [4, 4, 1]


async def test_pages_of_the_audit_trail_go_on_as_if_it_were_not_there(house: House, secret: Secret) -> None:
    await house.location("Last")
    await house.update_template(secret.id, {"notes": "Newest"}, token=secret.owner)
    own = house.token(Role.ADMIN, clinician=secret.clinician)
    query = """query($first: Int, $after: String) { auditEntries(first: $first, after: $after) {
        nodes { objectType } edges { cursor } pageInfo { hasNextPage hasPreviousPage } } }"""
    newest = (await house.ask(query, token=own, first=1))["auditEntries"]
    assert newest["nodes"] == [{"objectType": "SESSION_TEMPLATE"}]
    page = (await house.ask(query, first=1))["auditEntries"]
    assert page["nodes"] == [{"objectType": "LOCATION"}]
    assert page["pageInfo"]["hasPreviousPage"] is False
    behind = (await house.ask(query, first=1, after=newest["edges"][0]["cursor"]))["auditEntries"]
    assert (behind["nodes"], behind["pageInfo"]["hasPreviousPage"]) == (page["nodes"], False)


async def test_its_history_is_its_owners(house: House, secret: Secret) -> None:
    query = "query($id: ID!) { sessionTemplate(id: $id) { history { totalCount nodes { action actor } } } }"
    found = (await house.ask(query, token=secret.owner, id=secret.id))["sessionTemplate"]["history"]
    assert found == {"totalCount": 1, "nodes": [{"action": "CREATED", "actor": "Somebody CLINICIAN"}]}


# ---------------------------------------------------------------- that the second run proves something


async def test_row_level_security_is_really_lifted(lifted: Database, house: House, secret: Secret) -> None:
    async def count(read: Any) -> int:
        query = "SELECT count(*) FROM session_template WHERE id = $1"
        found: int = await read.conn.fetchval(query, secret.id)
        return found

    assert await lifted.read(Tenant(house.practice_id), count) == 1
