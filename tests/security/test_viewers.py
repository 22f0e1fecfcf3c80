"""One viewer gets nothing of another's, and hostile arguments reveal nothing."""

import base64
from dataclasses import replace
from typing import Any

import orjson
import pytest

from planner import pages
from resolvers.context import Role
from tests.practice import House


def as_another(house: House, token: str, **changed: Any) -> str:
    """A token of another person with the same subject."""
    other = f"{token}-{len(house.people)}"
    house.people[other] = replace(house.people[token], **changed)
    return other


async def test_an_idempotent_answer_is_not_given_to_another_viewer_with_the_same_subject(house: House) -> None:
    zoe, other = await house.clinician(), await house.clinician()
    token = house.token(Role.CLINICIAN, clinician=zoe)
    given = house.template_input(scope="PERSONAL")
    made = await house.create_template(given, token=token, idempotencyKey="key")
    again = await house.create_template(given, token=token, idempotencyKey="key")
    assert made == again
    for changed in ({"clinician_id": other}, {"role": Role.ADMIN}):
        namesake = as_another(house, token, **changed)
        refused = await house.create_template(given, token=namesake, idempotencyKey="key")
        assert refused["template"] is None
        assert [error["code"] for error in refused["errors"]] == ["IDEMPOTENCY_MISMATCH"]


async def test_an_idempotency_key_is_separate_in_each_practice(house: House, other_house: House) -> None:
    """Even if an issuer uses the same subject in both."""
    token = house.token()
    twin = as_another(house, token, practice_id=other_house.practice_id)
    query = """mutation($k: String) { createClinician(input: {name: "Dr Twin"}, idempotencyKey: $k) {
      clinician { id } errors { code } } }"""
    first = (await house.ask(query, token=token, k="key"))["createClinician"]
    second = (await house.ask(query, token=twin, k="key"))["createClinician"]
    assert second["errors"] == []
    assert first["clinician"]["id"] != second["clinician"]["id"]


@pytest.mark.parametrize(
    "instant",
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-03-02T09:00:00", "2026-03-02", 7, None, [], {}],
)
@pytest.mark.parametrize("last", ["01990000-0000-7000-8000-000000000000", 1, None, "x", [], True])
async def test_a_forged_cursor_is_bad_input(house: House, instant: object, last: object) -> None:
    forged = base64.urlsafe_b64encode(orjson.dumps(["CREATED_AT+", instant, last])).decode()
    query = """query($c: String) { sessions(orderBy: {field: CREATED_AT}, after: $c) {
      nodes { id } pageInfo { hasPreviousPage } } }"""
    assert await house.code(query, c=forged) == "BAD_USER_INPUT"


async def test_response_names_are_only_names(house: House) -> None:
    """They are part of generated source (planner/output.py)."""
    made = await house.session(name="Clinic", notes="Bring keys")
    names = ["__class__", "__import__", "f0", "v0", "r", "rows", "zip", "clock", "lambda", "None", "x" * 10_000]
    selection = " ".join(f"{name}: name" for name in names)
    found = (await house.ask(f"query($id: ID!) {{ eval: session(id: $id) {{ {selection} }} }}", id=made["id"]))["eval"]
    assert found == dict.fromkeys(names, "Clinic")


async def test_variables_do_not_make_a_cached_document_grow(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "CACHED_STATEMENTS", 3)
    held: list[int] = []
    keep = pages.ConnectionPlan._keep

    def noted(self: pages.ConnectionPlan, shape: Any, clause: Any) -> None:
        keep(self, shape, clause)
        held.append(len(self.statements))

    monkeypatch.setattr(pages.ConnectionPlan, "_keep", noted)
    await house.session(name="Clinic")
    query = """query($f: SessionFilter, $o: SessionOrder) { sessions(filter: $f, orderBy: $o) {
      totalCount nodes { name } } }"""
    for given in ({}, {"remote": True}, {"status": "ACTIVE"}, {"search": "cli"}, {"runsOn": "2026-03-02"}):
        for field in ("NAME", "START_TIME"):
            found = (await house.ask(query, f=given, o={"field": field}))["sessions"]
            assert found == {"totalCount": 1, "nodes": [{"name": "Clinic"}]}
    assert max(held) == 3


async def test_ids_of_another_practice_are_not_found(house: House, other_house: House) -> None:
    """Also in a preview, which ignores what is invalid."""
    clinician, location = await other_house.clinician(), await other_house.location()
    await other_house.session(clinicianId=clinician, name="Hidden", start="00:00", end="23:59")
    given = await house.session_input(clinicianId=clinician, locationId=location)
    query = """query($input: UpdateSessionInput!) {
      previewSession(input: $input, from: "2026-03-02", to: "2026-03-08") {
        occurrences { start location { name } session { name } } conflicts { message } errors { code path } } }"""
    preview = (await house.ask(query, input=given))["previewSession"]
    assert {error["code"] for error in preview["errors"]} == {"NOT_FOUND"}
    assert preview["conflicts"] == []
    held = {"start": "2026-03-02T09:00:00+00:00", "location": None, "session": None}
    assert preview["occurrences"] == [held]
