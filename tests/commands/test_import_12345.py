"""Importing and exporting sheets of the hotline, as an operator runs them."""

from __future__ import annotations

import csv
from datetime import datetime

import pytest

from tests.hotline.generator import as_csv, rows

NOW = datetime(2026, 11, 9, 10, 0)  # noqa: DTZ001 -- as a sheet writes it


@pytest.fixture
def sheet(tmp_path):
    return as_csv(tmp_path / "工单.csv", rows(20, NOW), "gbk")


def test_once_and_again(run, world, sheet):
    first = run("import_12345", sheet, "--json", "--workers", "1")
    assert (first.code, first.document["created"], first.document["refused"]) == (0, 20, [])
    assert run("import_12345", sheet, "--json").document["unchanged"] == 20


def test_what_is_wrong_is_named_and_ends_with_one(run, world, tmp_path):
    bad = as_csv(tmp_path / "坏.csv", [rows(1, NOW)[0] | {"所属领域": "城市管理"}])
    ended = run("import_12345", bad, "--json")
    assert ended.code == 1
    assert [(row["row"], row["field"]) for row in ended.document["refused"]] == [(2, "所属领域")]
    assert run("import_12345", tmp_path / "nothing.csv").code == 2


def test_results_go_back_in_the_same_columns(run, world, tmp_path, sheet):
    run("import_12345", sheet, "--workers", "1")
    out = tmp_path / "结果.csv"
    assert run("export_12345", out).code == 0
    found = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    sent = {row["工单编号"]: row for row in csv.DictReader(sheet.read_text(encoding="gbk").splitlines())}
    assert {row["工单编号"] for row in found} == set(sent)
    assert all(row["被投诉单位"] == sent[row["工单编号"]]["被投诉单位"] and row["案件编号"] for row in found)
    secret = {row["联系电话"] for row in sent.values()}
    assert not any(phone in out.read_text(encoding="utf-8-sig") for phone in secret)
