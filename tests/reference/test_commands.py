"""The commands due, route and load_reference: their documents, and what they refuse in one line."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.management.base import AnswerCommand
from casework.management.commands import due, eligibility, load_reference, route
from casework.models import Area

pytestmark = pytest.mark.usefixtures("world")


def run(*line: str) -> tuple[int, Any, str]:
    """Exit code, document and diagnostics of a command; exit 2 is what a CommandError becomes on the shell."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*line, "--json", stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except CommandError as refused:
        return refused.returncode, None, str(refused)
    return code, json.loads(out.getvalue()), err.getvalue()


def test_due_of_a_plain_limit() -> None:
    code, document, _ = run("due", "workday:10", "--start", "2026-02-13")
    assert (code, document["due"], document["provisional"]) == (0, "2026-03-05", False)
    assert document["days"][1] == {
        "date": "2026-02-14",
        "counts": True,
        "why": "makeup_workday",
        "notice": "国办发明电〔2025〕7号",
    }
    assert (document["days"][0]["date"], document["days"][-1]["date"]) == ("2026-02-13", "2026-03-05")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("workday:10 --start 2026-12-18", "2027-01-04"),
        ("natural_day:60:roll --start 2026-08-03", "2026-10-08"),
        ("month:3 --start 2026-11-30", "2027-02-28"),
        ("hour:2 --start 2026-02-13T09:30", "2026-02-13T11:30:00+08:00"),
        ("XF-34 --start 2026-09-26", "2026-11-25"),
        ("XF-34 --start 2026-09-26 --event extended:30@2026-11-25", "2026-12-25"),
        ("XF-35a --start 2026-09-05", "2026-10-08"),
        ("SME-25b --start 2026-03-02 --event extended:60@2026-03-20", "2026-05-31"),
        ("GK-33 --start 2026-09-21", "2026-10-26"),
        ("GK-33 --start 2026-09-21 --event paused@2026-09-22 --event resumed@2026-09-24", "2026-10-28"),
        ("GK-33 --start 2026-09-21 --event restarted@2026-09-30", "2026-11-03"),
        ("GK-33 --start 2026-09-21 --event stopped@2026-09-30", "2026-10-26"),
        ("XF-36b --start 2026-03-02 --event paused:hearing@2026-03-05 --as-of 2026-03-15", "2026-04-11"),
        ("OB-XG-SUPPLEMENT --start 2026-09-25 --limit natural_day:10", "2026-10-08"),
        ("OB-XG-PROVIDER --start 2026-03-02 --event extended:workday:5@2026-03-09", "2026-03-16"),
        ("HL-PLATFORM --start 2026-11-20T09:00 --event fixed@2026-12-01T17:00", "2026-12-01T17:00:00+08:00"),
        ("HL-XG-GENERAL --start 2026-11-20 --event fixed@2026-12-01", "2026-12-01T23:59:59+08:00"),
        (
            "HL-XG-GENERAL --start 2026-11-20 --event fixed:2026-12-03T12:00@2026-11-25 --event fixed@2026-12-01",
            "2026-12-03T12:00:00+08:00",
        ),
        ("HL-XG-GENERAL --start 2026-11-20 --event fixed:2026-12-03@2026-11-25 --as-of 2026-11-24", "2026-11-27"),
    ],
)
def test_due_of_rules(line: str, expected: str) -> None:
    code, document, _ = run("due", *line.split())
    assert (code, document["due"]) == (0, expected)


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("XF-34 --start 2026-09-26 --event extended:31@2026-10-01", "extension_too_long"),
        ("XF-34 --start 2026-09-26 --event extended:1@2026-11-26", "extension_too_late"),
        ("SME-25b --start 2026-03-02 --event extended:61@2026-03-20", "extension_too_long"),
        ("XF-34 --start 2026-09-26 --event paused@2026-10-01", "pause_not_allowed"),
        ("XF-35b --start 2026-09-26 --event extended:1@2026-10-01", "extension_not_allowed"),
        ("HT-1 --start 2026-09-26", "limit_missing"),
        ("HL-PLATFORM --start 2026-09-26", "limit_missing"),
        ("XF-34 --start 2026-09-26 --event fixed@2026-10-20", "outside_due_not_allowed"),
        ("HL-XG-HARD --start 2026-09-21 --event fixed@2026-10-20 --event extended:1@2026-10-12", "set_outside"),
    ],
)
def test_due_says_no(line: str, refused: str) -> None:
    code, document, said = run("due", *line.split())
    assert (code, document["refused"]["code"]) == (1, refused)
    assert said.strip()
    assert said.strip().count("\n") == 0


@pytest.mark.parametrize(
    "line",
    [
        "due NOPE --start 2026-01-01",
        "due workday:0 --start 2026-01-01",
        "due workday:10:later --start 2026-01-01",
        "due workday:10 --start 2026-02-30",
        "due XF-34 --start 2026-01-01 --event paused",
        "due XF-34 --start 2026-01-01 --event started@2026-01-02",
        "due XF-34 --start 2026-01-01 --event extended:x@2026-01-02",
        "due HL-PLATFORM --start 2026-01-01 --event fixed:soon@2026-01-02",
        "due XF-34 --start 2026-01-01 --limit workday:5",
        "due XF-34 --start 2026-01-01 --as-of 2025-01-01",
        "due XX-12 --start 2026-01-01",
        "route --area nowhere",
        "route --area 五(八)",
        "route --area 五(八) --street 火星街道",
        "route --area 五(八) --street 区财政局",
        "route --area 三 --respondent 区财政厅",
        "route --area 三 --kind nonsense",
        "route --area 三 --on soon",
        "load_reference nowhere",
    ],
)
def test_bad_arguments_are_said_in_one_line(line: str) -> None:
    code, _, said = run(*line.split())
    assert code == 2
    assert said.strip()
    assert "\n" not in said.strip()


@pytest.mark.parametrize("command", [due.Command, eligibility.Command, route.Command, load_reference.Command])
def test_missing_arguments_are_said_in_one_line(
    command: type[AnswerCommand], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command().run_from_argv(["manage.py", "it"])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_route() -> None:
    code, document, _ = run("route", "--area", "五(六)", "--respondent", "区科工局", "--kind", "complaint")
    assert code == 0
    assert document["lead"] == "区财政局"
    assert document["joint_leads"] == ["区审计局"]
    assert document["excluded"] == [{"unit": "区科工局", "why": "respondent"}]
    assert (document["clause"], document["open_class"], document["cooperating"]) == ("五(六)", True, [])
    assert document["rule"]
    assert document["version"] == "1"


def test_route_knows_full_names_streets_and_persons() -> None:
    _, document, _ = run("route", "--area", "credit_objection", "--respondent", "大连市西岗区发展和改革局")
    assert (document["clause"], document["lead"]) == ("四(四)", "区政府办")
    _, document, _ = run("route", "--area", "street_services", "--street", "白云街道", "--person", "王建国")
    assert document["lead"] == "白云街道"
    assert document["excluded"] == [{"unit": "王建国", "why": "person_named"}]


def test_route_with_nobody_left() -> None:
    line = "route --area 六(一) --respondent 区发改局 --recused 区政府办 --recused 区司法局"
    code, document, said = run(*line.split())
    assert (code, document["refused"]["code"]) == (1, "nobody_left")
    assert said.strip()


def test_load_reference_twice_changes_nothing() -> None:
    assert run("load_reference", "reference/xigang") == (
        0,
        {"dry_run": False, "changed": 0, "changes": [], "kept": []},
        "",
    )


def test_load_reference_dry_run_lists_what_would_change() -> None:
    Area.objects.filter(code="procurement").update(zh="采购")
    code, document, _ = run("load_reference", "reference/xigang", "--dry-run")
    assert code == 0
    assert document["changes"] == [{"what": "changed", "table": "area", "key": "procurement", "fields": ["zh"]}]
    _, again, _ = run("load_reference", "reference/xigang", "--dry-run")
    assert again == document


def test_answers_for_people() -> None:
    out = StringIO()
    call_command("due", "XX-12", "--start", "2026-12-30", stdout=out)
    assert out.getvalue().splitlines()[-1] == (
        "XX-12 v1: due 2027-01-05 23:59 (provisional: the notice for that year is not out)"
    )
    call_command("route", "--area", "四(二)", stdout=out)
    assert "cooperating: 区纪委监委、区公安分局、区司法局、区人社局、区法院 …" in out.getvalue()
    call_command("load_reference", "reference/xigang", stdout=out)
    assert out.getvalue().endswith("0 rows changed\n")
