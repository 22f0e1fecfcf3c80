"""docs/upgrading.md lists what the code uses of its libraries without their promise, and all of it is still there."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "upgrading.md").read_text()
LISTED = re.findall(r"^\| `([\w.]+)` \|", PAGE, re.MULTILINE)
SOURCES = [
    path
    for folder in sorted(ROOT.iterdir())
    if folder.is_dir() and not folder.name.startswith(".") and folder.name != "web"
    for path in sorted(folder.rglob("*.py"))
    if "node_modules" not in path.parts
]


def located(name: str) -> Any:
    """The module, class or value of a dotted name."""
    try:
        return importlib.import_module(name)
    except ImportError:
        owner, _, attribute = name.rpartition(".")
        return getattr(located(owner), attribute)


def has(owner: Any, attribute: str) -> bool:
    """Whether it has the attribute, be it that each instance sets it or that it is only declared."""
    if hasattr(owner, attribute):
        return True
    classes = inspect.getmro(owner) if inspect.isclass(owner) else ()
    return any(
        attribute in inspect.get_annotations(one) or f"self.{attribute}" in inspect.getsource(one)
        for one in classes
        if one is not object
    )


@pytest.mark.parametrize("name", LISTED)
def test_a_name_that_no_library_promises_is_still_there(name: str) -> None:
    owner, _, attribute = name.rpartition(".")
    assert has(located(owner), attribute)


@pytest.mark.parametrize("name", ["strawberry.types.info.Info._gone", "logging._gone", "uvicorn.gone.Gone"])
def test_a_name_that_is_gone_is_missed(name: str) -> None:
    owner, _, attribute = name.rpartition(".")
    try:
        assert not has(located(owner), attribute)
    except (AttributeError, ImportError):
        return


def is_private(name: str) -> bool:
    return re.match(r"_[a-zA-Z]", name) is not None


def defined(tree: ast.AST) -> Iterator[str]:
    """The names that a module defines, attributes of its classes' instances included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_own(node.value):
            yield node.attr


def is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def used(tree: ast.AST) -> Iterator[str]:
    """The private names that a module takes from an object, a module or an import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
            yield from (part for part in [*(node.module or "").split("."), *names] if is_private(part))
        elif isinstance(node, ast.Import):
            yield from (part for alias in node.names for part in alias.name.split(".") if is_private(part))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"getattr", "setattr"}:
            named = node.args[1] if len(node.args) > 1 else None
            if isinstance(named, ast.Constant) and isinstance(named.value, str) and is_private(named.value):
                yield named.value


def foreign(sources: Iterable[str]) -> set[str]:
    """The private names that they use and none of them defines."""
    trees = [ast.parse(source) for source in sources]
    return {name for tree in trees for name in used(tree)} - {name for tree in trees for name in defined(tree)}


def test_every_private_name_of_a_library_is_listed() -> None:
    private = {name for name in (listed.rpartition(".")[2] for listed in LISTED) if is_private(name)}
    assert private
    assert foreign(path.read_text() for path in SOURCES) == private


@pytest.mark.parametrize(
    "source",
    [
        "from library import Thing\nThing()._secret",
        "from library import _secret",
        "from library._secret import thing",
        "import library._secret",
        'import library\ngetattr(library, "_secret")',
        "class Own(Library):\n    def use(self):\n        return self._secret",
        "import library\nlibrary._secret = 1",
    ],
)
def test_a_private_name_is_found(source: str) -> None:
    assert foreign([source]) == {"_secret"}


@pytest.mark.parametrize(
    "source",
    [
        "class Own:\n    def __init__(self):\n        self._secret = 1\nOwn()._secret",
        "def _secret():\n    pass\nimport own\nown._secret()",
        "thing.__class__",
        "thing._",
    ],
)
def test_ones_own_names_are_no_librarys(source: str) -> None:
    assert foreign([source]) == set()
