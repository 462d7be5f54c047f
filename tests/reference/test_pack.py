"""The district's pack: the plan as it stands, codes that check, and packs that must be refused."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.template.loader import get_template

from casework import registry
from casework.rules import identifiers, ladder, regimes
from reference import pack
from reference.pack import Pack, PackError

XIGANG = Path(__file__).parents[2] / "reference" / "xigang"


@pytest.fixture(scope="module")
def xigang() -> Pack:
    return pack.read(XIGANG)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(XIGANG, tmp_path / "elsewhere"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_plan(xigang: Pack) -> None:
    leads = Counter(unit for clause in xigang.clauses for unit in clause["leads"])
    assert len(xigang.clauses) == 19
    assert leads["区发改局"] == 9
    assert sum(len(clause["leads"]) > 1 for clause in xigang.clauses) == 6
    assert [clause["id"] for clause in xigang.clauses if clause["lead_class"]] == ["五(八)"]
    assert sum(clause["cooperating_verbatim"] == "各相关单位" for clause in xigang.clauses) == 16


def test_units_and_streets(xigang: Pack) -> None:
    assert [unit["name"] for unit in xigang.units if unit["outside"]] == ["区委组织部", "区纪委监委", "区法院"]
    assert sum(unit["kind"] == "street" for unit in xigang.units) == 5
    assert len(xigang.units) == 23


def test_labels_are_there_in_both_languages(xigang: Pack) -> None:
    labels = [row[language] for row in (*xigang.areas, *xigang.reasons) for language in ("zh", "en")]
    labels += [rule[name] for rule in xigang.rule_records for name in ("title", "title_en")]
    assert all(label.strip() for label in labels)


def test_rules_say_how_well_they_are_attested(xigang: Pack) -> None:
    assert {rule.attestation for rule in xigang.rules} == set("VSMD")
    assert not any(rule.confirmed_by_district for rule in xigang.rules)
    own = [rule for rule in xigang.rules if "-XG-" in rule.id]
    assert all(rule.attestation == "D" and "待确认" in rule.source for rule in own)


@pytest.mark.parametrize(
    ("rule", "value"),
    [("MARK", 1), ("ACCEPT", 2), ("CHECK", 2), ("FORWARD", 2), ("PROVIDER", 5), ("DECIDE", 2), ("REVIEW", 10)],
)
def test_the_districts_defaults_for_objections(xigang: Pack, rule: str, value: int) -> None:
    found = next(each for each in xigang.rules if each.id == f"OB-XG-{rule}")
    assert str(found.limit) == f"workday:{value}"
    assert found.warn is not None
    assert not found.pauses


@pytest.mark.parametrize(
    ("rule", "value"), [("XX-XG-CONFIRM", 3), ("XX-XG-RETURN", 1), ("XX-XG-SHARE", 3), ("TS-XG-ACK", 2)]
)
def test_the_districts_defaults_for_repairs_and_receipts(xigang: Pack, rule: str, value: int) -> None:
    found = next(each for each in xigang.rules if each.id == rule)
    assert (str(found.limit), found.attestation) == (f"workday:{value}", "D")
    assert found.warn is not None
    assert not found.pauses


def test_demo_records_have_the_rule_version_that_is_proposed(xigang: Pack) -> None:
    for record in xigang.demo("records"):
        determined, published = (date.fromisoformat(record[name][:10]) for name in ("determined_on", "published_at"))
        proposed = regimes.regime_for(determined, published, record["subject_type"], xigang.regimes)
        assert proposed.code == record["rule_version"], record["number"]


def test_every_kind_finds_its_rules_papers_and_area_in_the_pack(xigang: Pack) -> None:
    rules = {rule.id for rule in xigang.rules}
    papers = {paper["code"] for paper in xigang.papers}
    for kind in registry.all_kinds():
        assert {rule for clock in kind.clocks.values() for rule in clock.possible_rules} <= rules
        assert {paper for move in kind.moves.values() for paper in move.papers} <= papers
        assert not kind.area or kind.area in xigang.routing_table.areas


def test_every_rule_of_the_district_has_its_rungs(xigang: Pack) -> None:
    """Its own or the default ladder; both are the district's proposal, whatever the law behind the limit."""
    records = {(r["rule_id"], r.get("version", 1)): r for r in xigang.rule_records}
    without = {code for (code, _version), r in records.items() if "ladder" not in r}
    assert without == {r["rule_id"] for r in xigang.rule_records if not r.get("applies_to_district", True)}
    assert xigang.default_ladder["attestation"] == "D"
    basis = records["XF-34", 1]["ladder_basis"]
    assert (basis["attestation"], records["XF-34", 1]["attestation"]) == ("D", "S")
    assert "ladder_basis" not in records["ZG-XG-RECTIFY", 1]
    unsaid = [r["rule_id"] for r in records.values() if r["attestation"] == "V" and r.get("ladder")]
    assert all("ladder_basis" in r for r in records.values() if r["rule_id"] in unsaid), unsaid


@pytest.mark.parametrize("rule", ["ZG-SEED", "ZG-XG-RECTIFY-MINOR", "ZG-XG-RECTIFY", "ZG-XG-RECTIFY-SERIOUS"])
def test_the_ladder_of_a_rectification(xigang: Pack, rule: str) -> None:
    record = next(r for r in xigang.rule_records if r["rule_id"] == rule)
    rungs = ladder.read(record["ladder"])
    assert [(r.workdays, r.paper.removeprefix("rectification_"), *r.propose) for r in rungs] == [
        (-5, ""),
        (-1, ""),
        (1, "urge"),
        (3, "supervise"),
        (10, "talk", "talk"),
        (10, "criticism_proposal", "public_criticism"),
        (20, "award_proposal", "award_disqualification"),
        (20, "referral", "accountability_referral"),
    ]


def test_papers_of_rungs_have_their_words_in_every_kind_that_uses_them(xigang: Pack) -> None:
    rungs = {r["rule_id"]: ladder.read(r.get("ladder", ())) for r in xigang.rule_records}
    for kind in registry.all_kinds():
        rules = {rule for clock in kind.clocks.values() for rule in clock.possible_rules}
        named = {rung.paper for rule in rules for rung in rungs[rule] if rung.paper}
        for code in named:
            get_template(f"{kind.code}/papers/{code}.txt")


def test_measures_are_decided_by_others(xigang: Pack) -> None:
    assert {measure["code"]: measure["attestation"] for measure in xigang.measures} == {
        "talk": "V",
        "public_criticism": "V",
        "award_disqualification": "V",
        "accountability_referral": "V",
        "award_restriction": "V",
    }
    assert all(measure["decider"] and measure["decider_en"] for measure in xigang.measures)


def test_demo_people(xigang: Pack) -> None:
    people = xigang.demo("people")
    held = {(place["unit"], place["role"]) for person in people for place in person["memberships"]}
    assert all((unit["name"], role) in held for unit in xigang.units for role in ("handler", "supervisor"))
    assert {"registrar", "leader", "auditor"} <= {role for _, role in held}
    assert len({person["username"] for person in people}) == len({person["name"] for person in people}) == len(people)


def test_demo_records_have_right_codes(xigang: Pack) -> None:
    records = xigang.demo("records")
    assert len(records) >= 12
    for record in records:
        code = record["subject_code"]
        assert identifiers.credit_code(code) == code
        assert identifiers.organisation_code_matches(code)
        assert code[2:8] == "210203"
    assert len({record["subject_code"] for record in records}) == len(records)


def test_one_demo_record_contradicts_itself(xigang: Pack) -> None:
    wrong = [record for record in xigang.demo("records") if record["number"] == "XG-2025-0003"]
    assert "6400元" in wrong[0]["facts"]
    assert wrong[0]["amount"] == "64000.00"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("clauses", "leads: ['区司法局']", "leads: ['区司法厅']", "unknown units: 区司法厅"),
        ("clauses", "leads: ['区司法局']", "leads: []", "clauses without a lead: 二(一)"),
        ("clauses", "id: '二(二)'", "id: '二(一)'", "stands twice: 二(一)"),
        ("units", "superior: '区政府办'", "superior: '市政府办'", "unknown superiors: 市政府办"),
        ("areas", "clause: '二(一)'", "clause: '二(九)'", "unknown clauses: 二(九)"),
        ("areas", "clause: '二(一)'", "clause: '二(二)'", "clauses without an area: 二(一)"),
        ("rules", "limit: {value: 15,", "limit: {value: 0,", "is not a time limit"),
        ("rules", "unit: natural_day}", "unit: fortnight}", "fortnight"),
        ("rules", "rule_id: XF-23a", "rule_id: XF-22", "XF-22 version 1 stands twice"),
        ("rules", "valid_to: '2025-05-31'", "valid_to: '2025-06-01'", "SME-25a versions 1 and 2 overlap"),
        ("rules", "rule_id: XF-22", "name: XF-22", "'rule_id' is missing"),
        (
            "rules",
            "paper: rectification_urge",
            "paper: urge",
            "ZG-SEED names unknown measures or papers that are not for rungs: urge",
        ),
        (
            "papers",
            "西信改催', kind: rectification, for_filer: false",
            "西信改催', kind: rectification",
            "ZG-SEED names",
        ),
        (
            "rules",
            "propose: [talk]",
            "propose: [walk]",
            "names unknown measures or papers that are not for rungs: walk",
        ),
        ("rules", "tell: [leader]", "tell: [boss]", "'boss' is not a valid Tell"),
        ("rules", "{rung: red, workdays: 0,", "{rung: amber, workdays: 0,", "amber stands twice"),
        ("rules", "default_ladder:", "ladder:", "'default_ladder' is missing"),
        ("measures", "code: public_criticism", "code: talk", "stands twice: talk"),
        (
            "measures",
            "decider: '评优评先活动的主办单位'",
            "decider: ''",
            "without a decider or a source: award_disqualification",
        ),
        ("calendars", "days_off:", "off:", "'days_off' is missing"),
        ("calendars", "makeup_days: ['2024-02-04'", "makeup_days: ['2024-02-10'", "2024"),
        ("calendars", "'2024-02-04'", "'2024-02-30'", "day is out of range"),
        ("reasons", "code: no_such_record", "code: not_subject", "stands twice: refusal.not_subject"),
        ("papers", "series: '西信异受'", "series: '西信异收'", "stands twice: 西信异收"),
        ("papers", "papers:", "papers: [", "papers.yaml"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(copy: Path, name: str, old: str, new: str, said: str) -> None:
    edit(copy, name, old, new)
    with pytest.raises(PackError) as refused:
        pack.read(copy)
    assert f"{'rules' if 'ZG-SEED' in said else name}.yaml" in str(refused.value)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_folder_file_and_empty_file(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(PackError):
        pack.read(tmp_path / "nowhere")
    (copy / "areas.yaml").write_text("", encoding="utf-8")
    with pytest.raises(PackError, match=r"areas\.yaml"):
        pack.read(copy)
    (copy / "areas.yaml").unlink()
    with pytest.raises(PackError, match=r"areas\.yaml"):
        pack.read(copy)


def test_no_key_is_read_as_a_boolean() -> None:
    def keys(value: object) -> list[object]:
        if isinstance(value, dict):
            return [*value, *(key for each in value.values() for key in keys(each))]
        return [key for each in value for key in keys(each)] if isinstance(value, list) else []

    for file in XIGANG.rglob("*.yaml"):
        odd = [key for key in keys(yaml.safe_load(file.read_text(encoding="utf-8"))) if not isinstance(key, str)]
        assert odd == [], file
