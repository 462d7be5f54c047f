"""Rules of the house that no library checks: who may write what, how big a thing may be, what a page may hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "casework", "workflows", "notifications", "reference")
SOURCES = [p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py")) if "migrations" not in p.parts]
TESTS = sorted({*(ROOT / "tests").rglob("*.py"), *(p for p in SOURCES if "tests" in p.parts)})
CODE = [p for p in SOURCES if "tests" not in p.parts]
TEMPLATES = sorted(p for name in ("templates", *PACKAGES) for p in (ROOT / name).rglob("*.html"))

FILE_LINES = 300
FUNCTION_LINES = 40

# The door itself; the demo records, which are nobody's case; the bulk data of benchmarks, copied from cases that were
# walked through the door.
MAY_OPEN_THE_DOOR = {"casework/door.py", "reference/demo.py", "casework/management/seeding/bulk.py"}


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def state_writes(path: Path) -> Iterator[str]:
    """Places where something other than a move would give a case another state."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Attribute(attr="state", ctx=ast.Store() | ast.Del()):
                yield f"{short(path)}:{node.lineno} assigns .state"
            case ast.Call(func=ast.Attribute(attr="update" | "aupdate"), keywords=words) if any(
                word.arg == "state" for word in words
            ):
                yield f"{short(path)}:{node.lineno} updates state"
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), _]):
                yield f"{short(path)}:{node.lineno} sets state"
            case ast.Call(func=ast.Attribute(attr="bulk_update" | "abulk_update")) if "'state'" in ast.dump(node):
                yield f"{short(path)}:{node.lineno} updates state in bulk"


def raw_writes(path: Path) -> Iterator[str]:
    """SQL that writes a table of cases past the models."""
    writes = re.compile(r"\b(update|insert\s+into|delete\s+from|truncate)\s+\"?(casework|objection)_", re.IGNORECASE)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and writes.search(node.value):
            yield f"{short(path)}:{node.lineno} writes with SQL"


def test_only_moves_change_the_state() -> None:
    assert [found for path in CODE for found in state_writes(path)] == []


def test_nobody_writes_cases_with_sql() -> None:
    assert [found for path in CODE for found in raw_writes(path)] == []


def test_only_the_door_and_the_loaders_open_guarded_tables() -> None:
    users = {
        short(path)
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and any(name.name == "opened" for name in node.names)
    }
    assert "casework/door.py" in users
    assert users - MAY_OPEN_THE_DOOR == set()


@pytest.mark.parametrize(
    "line",
    [
        "case.state = 'x'",
        "del case.state",
        "q.update(state='x')",
        "setattr(case, 'state', 'x')",
        "q.bulk_update(c, ['state'])",
    ],
)
def test_the_search_for_state_writes_finds_them(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "x.py").write_text(line)
    assert len(list(state_writes(tmp_path / "x.py"))) == 1


def test_files_have_one_job() -> None:
    long = {short(path): n for path in [*CODE, *TESTS] if (n := len(path.read_text().splitlines())) > FILE_LINES}
    assert long == {}


def test_functions_fit_the_eye() -> None:
    """What a function does, without its signature: a list of named arguments is read like a table."""
    long = []
    for path in [*CODE, *TESTS]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                long += [f"{short(path)}:{node.lineno} {node.name} has {lines} lines"] if lines > FUNCTION_LINES else []
    assert long == []


def test_every_file_says_what_it_is_for() -> None:
    assert [short(path) for path in CODE if not ast.get_docstring(tree(path))] == []


def test_pages_hold_no_script_and_no_style() -> None:
    """The Content-Security-Policy refuses them; a page that needs them would break unseen."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [f"{short(path)}: {m.group().strip()}" for path in TEMPLATES for m in inline.finditer(path.read_text())]
    assert found == []


def test_pages_never_trust_text() -> None:
    """Text of people is escaped; whatever builds markup does so with format_html."""
    loose = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off")
    assert [short(path) for path in TEMPLATES if loose.search(path.read_text())] == []


def test_there_is_one_list_of_kinds() -> None:
    """A folder under workflows/ is a kind: it is installed, and the import contracts know it."""
    kinds = {path.parent.name for path in (ROOT / "workflows").glob("*/kind.py")}
    contracts, settings = (ROOT / "pyproject.toml").read_text(), (ROOT / "config" / "settings.py").read_text()
    assert kinds
    for kind in kinds:
        assert contracts.count(f'"workflows.{kind}"') >= 2, kind
        assert f'"workflows.{kind}"' in settings, kind
