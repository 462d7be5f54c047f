"""Asking a unit through the API, its answer, and its return."""

import pytest

from casework.models import Assignment


def ask(caller, case, **body):
    return caller.post(f"cases/{case.number}/assignments", {"unit": "区财政局", "question": "请核查罚款金额。"} | body)


def test_a_unit_is_asked(handler, clock):
    case = clock.verifying()
    answer = ask(handler, case, due="2026-11-30", version=case.version)
    assert answer.status_code == 201, answer.content.decode()
    assignment = Assignment.objects.get(pk=answer.json()["id"])
    assert (assignment.unit.name, str(assignment.wished_by)) == ("区财政局", "2026-11-30")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"unit": "无此单位"}, "unit"),
        ({"unit": "区发改局"}, "unit"),
        ({"question": ""}, "question"),
        ({"due": "soon"}, "due"),
        ({"due": 5}, "due"),
        ({"version": 10**30}, "version"),
    ],
)
def test_what_cannot_be_asked(handler, clock, body, field):
    case = clock.verifying()
    answer = ask(handler, case, **body)
    assert answer.status_code == 422, answer.content.decode()
    assert field in answer.json()["errors"]
    assert not Assignment.objects.exists()


def test_only_the_lead_asks(caller, clock):
    case, _assignment = clock.consulting()
    assert ask(caller("caizheng_handler"), case, unit="区住建局").status_code == 403


def test_the_unit_answers(caller, clock):
    case, assignment = clock.consulting()
    body = {"finding": "wrong", "text": "经查为6400元。"}
    answer = caller("caizheng_handler").post(f"assignments/{assignment.pk}/answer", body)
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["finding"]) == ("answered", "wrong")
    assert clock.get(case).state == "deciding"


def test_an_answer_is_given_once(caller, clock):
    _case, assignment = clock.consulting()
    body = {"finding": "wrong", "text": "经查为6400元。"}
    unit = caller("caizheng_handler")
    unit.post(f"assignments/{assignment.pk}/answer", body)
    assert unit.post(f"assignments/{assignment.pk}/answer", body).status_code == 409


def test_another_unit_does_not_answer(handler, caller, clock):
    _case, assignment = clock.consulting()
    body = {"finding": "wrong", "text": "经查为6400元。"}
    assert handler.post(f"assignments/{assignment.pk}/answer", body).status_code == 403
    assert caller("zhujian_handler").post(f"assignments/{assignment.pk}/answer", body).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"finding": "perhaps", "text": "?"}, "finding"),
        ({"finding": "wrong", "text": "  "}, "text"),
        ({"finding": "wrong"}, "text"),
        ({"finding": "wrong", "text": "字" * 10_001}, "text"),
    ],
)
def test_what_is_no_answer(caller, clock, body, field):
    _case, assignment = clock.consulting()
    answer = caller("caizheng_handler").post(f"assignments/{assignment.pk}/answer", body)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


def test_what_is_not_theirs_is_returned(caller, clock):
    _case, assignment = clock.consulting()
    body = {"reason": "处罚由区住建局作出。", "belongs_to": "区住建局"}
    answer = caller("caizheng_handler").post(f"assignments/{assignment.pk}/return", body)
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["belongs_to"]) == ("returned", "区住建局")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x", "belongs_to": "无此单位"}])
def test_a_return_needs_a_reason(caller, clock, body):
    _case, assignment = clock.consulting()
    assert caller("caizheng_handler").post(f"assignments/{assignment.pk}/return", body).status_code == 422


@pytest.mark.parametrize("pk", ["0", "-1", str(10**30), "abc", "1.5"])
def test_no_such_assignment(handler, pk):
    answer = handler.post(f"assignments/{pk}/answer", {"finding": "wrong", "text": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
