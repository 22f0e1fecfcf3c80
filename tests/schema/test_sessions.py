from tests.practice import SESSION, House


async def test_a_session_can_be_made_and_read_back(house: House) -> None:
    made = await house.session(name="Morning clinic", days="MO WE")
    assert made["schedule"]["text"] == "Every Monday and Wednesday, 09:00–12:00"
    found = await house.ask(f"query($id: ID!) {{ session(id: $id) {{ {SESSION} }} }}", id=made["id"])
    assert found["session"] == made
