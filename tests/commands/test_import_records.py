"""import_records as an operator runs it: what it prints, and how it ends."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from casework.models import CreditRecord
from tests.register import sheet

pytestmark = pytest.mark.django_db
KEYS = ["dry_run", "seen", "created", "amended", "drafted", "unchanged", "refused", "problems"]


@pytest.fixture
def rows(world):
    return sheet.rows(3, until=timezone.localdate())


def test_taken_over_and_again(run, rows, tmp_path):
    path = sheet.as_xlsx(tmp_path / "a.xlsx", {"一": rows})
    tried = run("import_records", path, "--dry-run", "--json")
    assert (tried.code, list(tried.document), tried.document["created"]) == (0, KEYS, 3)
    assert not CreditRecord.objects.filter(origin="import").exists()
    assert run("import_records", path, "--by", "caizheng_handler", "--json").document["created"] == 3
    assert run("import_records", path, "--json").document["unchanged"] == 3
    assert {row.collected_by.username for row in CreditRecord.objects.filter(origin="import")} == {"caizheng_handler"}


def test_a_refused_line_is_named_and_the_answer_is_no(run, rows, tmp_path):
    rows[1]["失信等级"] = "很重"
    done = run("import_records", sheet.as_csv(tmp_path / "a.csv", rows), "--json")
    assert (done.code, done.document["created"], done.document["refused"]) == (1, 2, 1)
    (problem,) = done.document["problems"]
    assert (problem["row"], problem["field"], problem["number"]) == (3, "失信等级", "CZ-000002")
    lines = run("import_records", sheet.as_csv(tmp_path / "a.csv", rows)).out.splitlines()
    assert "失信等级" in lines[0]


def test_with_a_mapping_and_a_source(run, rows, tmp_path):
    heads = ["甲列" if head == "来源编号" else head for head in sheet.HEADS if head != "信息提供单位"]
    path = sheet.as_csv(tmp_path / "a.csv", [row | {"甲列": row["来源编号"]} for row in rows], heads=heads)
    known = {head: name for head, name in json.loads(mapping(heads)).items() if head in heads}
    (tmp_path / "m.json").write_text(json.dumps(known), encoding="utf-8")
    done = run("import_records", path, "--mapping", tmp_path / "m.json", "--source", "区人社局", "--json")
    assert (done.code, done.document["created"]) == (0, 3)
    assert CreditRecord.objects.filter(source_unit__name="区人社局", external_id="CZ-000001").exists()


def mapping(heads: list[str]) -> str:
    from casework.recordsheets import columns

    return json.dumps(columns.recognised(heads) | {"甲列": "external_id"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--source", "没有的局"], "没有的局"),
        (["--by", "nobody"], "nobody"),
        (["--mapping", "missing.json"], "missing.json"),
    ],
)
def test_bad_arguments_in_one_line(run, rows, tmp_path, arguments, said):
    done = run("import_records", sheet.as_csv(tmp_path / "a.csv", rows), *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_a_sheet_without_the_needed_columns(run, tmp_path):
    (tmp_path / "a.csv").write_text("张三,李四\n1,2\n", encoding="utf-8")
    done = run("import_records", tmp_path / "a.csv")
    assert done.code == 2
    assert "来源编号" in done.err
    assert run("import_records", tmp_path / "missing.csv").code == 2
