"""The local key: created once, for its owner only."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dev.tokens import local_key
from server.local_key import LocalKeyError
from tests.vacuous import some


def test_the_local_key_is_created_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = local_key(folder)
    assert local_key(folder) == made
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]
    assert len(made.raw_value) >= 32


def test_processes_that_start_together_use_the_same_local_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(lambda _: local_key(tmp_path / "data"), range(64)))
    assert all(key == made[0] for key in some(made))
    assert len(list((tmp_path / "data").iterdir())) == 1


def test_a_local_key_that_other_users_can_read_is_refused(tmp_path: Path) -> None:
    local_key(tmp_path)
    (tmp_path / "token.key").chmod(0o644)
    with pytest.raises(LocalKeyError, match="read by other users"):
        local_key(tmp_path)


def test_a_local_key_that_is_too_short_is_refused(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "token.key", os.O_CREAT | os.O_WRONLY, 0o600)
    os.write(descriptor, b"secret")
    os.close(descriptor)
    with pytest.raises(LocalKeyError, match="too short"):
        local_key(tmp_path)


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LocalKeyError, match="Set DATA_DIR"):
        local_key(tmp_path / "file" / "data")
