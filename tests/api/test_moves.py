"""Steps of a case through the API: what may be done, doing it, and every way it is refused."""

import pytest

from casework.models import Proposal


def accept(caller, case, **body):
    return caller.post(f"cases/{case.number}/moves/accept", {"version": case.version} | body)


def test_what_a_handler_may_do(handler, clock):
    case = clock.submitted()
    document = handler.get(f"cases/{case.number}/moves").json()
    moves = {row["move"]: row for row in document["moves"]}
    assert document["version"] == case.version
    assert moves["accept"]["allowed"]
    assert moves["accept"]["needs_approval"]
    assert not moves["execute"]["allowed"]
    assert moves["execute"]["why"]
    assert [field["name"] for field in moves["refuse"]["fields"]] == ["reason", "explanation"]
    assert "other" in [choice["value"] for choice in moves["refuse"]["fields"][0]["choices"]]
    assert "answers_in" not in moves


def test_every_refusal_has_a_reason(registrar, clock):
    case = clock.submitted()
    for row in registrar.get(f"cases/{case.number}/moves").json()["moves"]:
        assert row["allowed"] or row["why"]


def test_a_step_with_approval_is_proposed(handler, clock):
    case = clock.submitted()
    answer = accept(handler, case, note="材料齐全")
    assert answer.status_code == 202
    proposal = answer.json()["proposal"]
    assert (proposal["case"], proposal["move"], proposal["status"]) == (case.number, "accept", "pending")
    assert (proposal["note"], proposal["proposer"]) == ("材料齐全", "林晓")
    assert clock.get(case).state == "submitted"


def test_a_step_without_approval_takes_effect(handler, clock):
    case = clock.submitted()
    body = {"version": case.version, "data": {"items": "营业执照复印件", "days": 5}}
    answer = handler.post(f"cases/{case.number}/moves/ask_supplement", body)
    assert answer.status_code == 200
    assert answer.json()["state"] == "supplementing"
    assert clock.get(case).state == "supplementing"


def test_another_unit_is_told_who_may(caller, clock):
    case, _assignment = clock.consulting()
    answer = caller("caizheng_handler").post(f"cases/{case.number}/moves/extend_provider", {"version": case.version})
    assert answer.status_code == 403
    assert "区发改局" in answer.json()["message"]


def test_a_stale_version_changes_nothing(handler, clock):
    case = clock.submitted()
    answer = accept(handler, case, version=case.version + 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert not Proposal.objects.exists()


def test_a_step_out_of_turn(handler, clock):
    case = clock.submitted()
    answer = handler.post(f"cases/{case.number}/moves/execute", {"version": case.version})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_a_second_proposal_while_one_waits(handler, clock):
    case = clock.submitted()
    accept(handler, case)
    answer = accept(handler, clock.get(case))
    assert answer.status_code == 409


def test_wrong_data_are_named(handler, clock):
    case = clock.submitted()
    body = {"version": case.version, "data": {"items": "", "days": "many"}}
    answer = handler.post(f"cases/{case.number}/moves/ask_supplement", body)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"items", "days"}
    assert clock.get(case).state == "submitted"


@pytest.mark.parametrize("move", ["nonsense", "refuse ", "..", "accept\\"])
def test_an_unknown_step(handler, clock, move):
    case = clock.submitted()
    answer = handler.post(f"cases/{case.number}/moves/{move}", {"version": case.version})
    assert answer.status_code == 404


@pytest.mark.parametrize("move", ["file", "answers_in", "close", "withdraw", "supplement", "ask_review"])
def test_steps_of_others_are_not_for_staff(handler, clock, move):
    case = clock.submitted()
    answer = handler.post(f"cases/{case.number}/moves/{move}", {"version": case.version})
    assert answer.status_code in (403, 409)
    assert clock.get(case).state == "submitted"


@pytest.mark.parametrize("version", [0, -1, 2**31, 10**30, "1", None, 1.5, True])
def test_a_version_is_a_bounded_number(handler, clock, version):
    case = clock.submitted()
    answer = accept(handler, case, version=version)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["version"]


def test_the_information_provider_is_asked_by_the_step_too(handler, clock):
    case = clock.verifying()
    data = {"unit": "区财政局", "question": "请核查罚款金额。", "own_check": "录入无误"}
    answer = handler.post(f"cases/{case.number}/moves/ask_provider", {"version": case.version, "data": data})
    assert answer.status_code == 200, answer.content.decode()
    document = answer.json()
    assert document["state"] == "consulting"
    assert [(row["unit"], row["status"]) for row in document["assignments"]] == [("区财政局", "open")]


@pytest.mark.parametrize("data", [{}, {"unit": "无此单位"}, {"unit": 10**30}, {"unit": True}, {"unit": ["区财政局"]}])
def test_asking_nobody(handler, clock, data):
    case = clock.verifying()
    body = {"version": case.version, "data": data | {"question": "?"}}
    answer = handler.post(f"cases/{case.number}/moves/ask_provider", body)
    assert answer.status_code == 422
    assert "unit" in answer.json()["errors"]


def test_the_whole_way_through_the_api(handler, supervisor, caller, clock):
    case = clock.submitted()

    def agreed(move, **data):
        now = clock.get(case)
        proposed = handler.post(f"cases/{case.number}/moves/{move}", {"version": now.version, "data": data})
        assert proposed.status_code == 202, proposed.content.decode()
        done = supervisor.post(f"proposals/{proposed.json()['proposal']['id']}/approve")
        assert done.status_code == 200, done.content.decode()

    def made(move, **data):
        now = clock.get(case)
        done = handler.post(f"cases/{case.number}/moves/{move}", {"version": now.version, "data": data})
        assert done.status_code == 200, done.content.decode()
        return done.json()

    agreed("accept")
    asked = handler.post(f"cases/{case.number}/assignments", {"unit": "区财政局", "question": "请核查罚款金额。"})
    answered = caller("caizheng_handler").post(
        f"assignments/{asked.json()['id']}/answer", {"finding": "wrong", "text": "应为6400元。"}
    )
    assert answered.status_code == 200
    agreed("decide_correct", amount="6400.00", explanation="录入有误。")
    made("execute")
    for code in ("xinyong-dalian", "zhengfu-caigou"):
        document = made("acknowledge", subscriber=code, reference="HZ-1")
    assert document["state"] == "closed"
    assert document["outcome"] == "correct"
    assert {paper["title"] for paper in document["papers"]} >= {"信用信息异议处理结果告知书"} or document["papers"]
    assert all(clock_["status"] == "stopped" for clock_ in document["clocks"])


def test_the_words_of_a_paper_are_read_changed_and_approved(handler, clock):
    case = clock.submitted()
    steps, data = f"cases/{case.number}/moves/refuse", {"reason": "not_subject", "explanation": "并非信息主体。"}
    paper = handler.post(f"{steps}/draft", {"data": data}).json()["papers"][0]
    assert (paper["code"], paper["may_edit"], case.documents.count()) == ("objection_refuse", True, 1)
    words = [*paper["paragraphs"], "请知悉。"]
    body = {"version": case.version, "data": data, "papers": {"objection_refuse": "\n".join(words[1:2])}}
    answer = handler.post(steps, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["papers.objection_refuse"])
    answer = handler.post(steps, body | {"papers": {"objection_refuse": "\n".join(words)}})
    assert answer.json()["proposal"]["data"]["papers"]["objection_refuse"]["words"] == words
