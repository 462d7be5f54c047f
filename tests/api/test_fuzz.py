"""Every operation of the API is called with right, nearly right and absurd values: no 500, always a document."""

import json
import string
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.api.description import schema
from casework.api.tokens import make_token
from casework.models import Assignment, Case, Proposal

ODD_TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "",
        "\0",
        "\u202e倒",
        "😀" * 10,
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "%s%n",
        "字" * 300,
        "../..",
        "NaN",
        "\x1b[0m",
    ]
)
ODD_NUMBER = st.integers() | st.sampled_from([0, -1, 1, 2**31, 2**63, 10**40]) | st.floats()
SCALAR = st.none() | st.booleans() | ODD_NUMBER | ODD_TEXT
ODD = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXT, inner, max_size=3), max_leaves=5
)
LIKELY = {
    "kind": ["objection"],
    "unit": ["区财政局", "区发改局", "区委组织部"],
    "question": ["请核查。"],
    "record": ["XG-2025-0003"],
    "type": ["person", "enterprise"],
    "id_number": ["91210203MA0Q2X7KX2"],
    "phone": ["13842600718"],
    "cursor": ["n~~1", "p~~1", "n~2026-11-09T00:00:00+08:00~1"],
    "respondent": ["区财政局"],
    "area": ["credit_objection"],
    "email": ["office@example.com"],
    "light": ["red", "grey"],
    "code": ["abc"],
    "move": ["accept", "ask_supplement", "ask_provider", "refuse", "decide_correct", "withdraw", "file", "close"],
    "explanation": ["经查属实。"],
}
FORM_FIELDS = ["explanation", "reason", "items", "days", "unit", "question", "amount", "to", "assignment", "decided_on"]


def mostly(right, odd):
    """Nine times the right thing, once the odd one."""
    return st.integers(0, 9).flatmap(lambda n: odd if n == 9 else right)


def value_of(shape, name, document):
    """A strategy for a part of a request: mostly of its shape, sometimes not."""
    options = [value_of(one, name, document) for one in (*shape.get("anyOf", ()), *shape.get("allOf", ()))]
    if "$ref" in shape:
        options.append(object_of(document["components"]["schemas"][shape["$ref"].rpartition("/")[2]], document))
    by_type = {
        "string": mostly(st.sampled_from([*LIKELY.get(name, ["x"]), *shape.get("enum", [])]), ODD_TEXT),
        "integer": mostly(st.integers(1, 6), ODD_NUMBER),
        "boolean": st.booleans(),
        "null": st.none(),
        "object": st.dictionaries(st.sampled_from(FORM_FIELDS) | ODD_TEXT, SCALAR, max_size=4),
    }
    options.append(by_type.get(shape.get("type"), ODD))
    return mostly(st.one_of(*options), ODD)


def object_of(shape, document):
    """A strategy for an object: its required fields, some of the others, now and then one too many."""
    fields = shape.get("properties", {})
    required = {n: value_of(f, n, document) for n, f in fields.items() if n in shape.get("required", [])}
    optional = {n: value_of(f, n, document) for n, f in fields.items() if n not in required}
    right = st.fixed_dictionaries(required, optional=optional)
    return mostly(right, st.fixed_dictionaries(required, optional=optional | {"extra": SCALAR}))


def place(name):
    """A strategy for a place in an address: a number picks something that exists."""
    odd = st.text(string.printable, min_size=1, max_size=12)
    absurd = st.sampled_from(["0", "9" * 40, "西信异〔2026〕9999号", "\0", "..", "%"])
    likely = st.sampled_from(LIKELY[name]) if name in LIKELY else st.integers(0, 5)
    return mostly(likely, odd | absurd)


def request_of(operation, document):
    """A strategy for a request to an operation, with numbers where things that exist are to be named."""
    parts = {"path": {}, "query": {}, "header": {}}
    for one in operation["parameters"]:
        shape = value_of(one["schema"], one["name"], document)
        parts[one["in"]][one["name"]] = place(one["name"]) if one["in"] == "path" else shape.map(str)
    key = st.sampled_from(["", "a", "b"]) | st.text(string.printable, max_size=20)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return st.fixed_dictionaries(
        {
            "path": st.fixed_dictionaries(parts["path"]),
            "query": st.fixed_dictionaries({}, optional=parts["query"]),
            "headers": st.fixed_dictionaries({}, optional=dict.fromkeys(parts["header"], key)),
            "caller": st.integers(0, 4),
            "body": value_of(body, "body", document).map(json.dumps) if body else st.just(""),
        }
    )


def operations():
    document = schema()
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            request = request_of(operation, document)
            expected = {int(status) for status in operation["responses"]}
            yield pytest.param(method.upper(), address, request, expected, id=f"{method} {address}")


def named(value, existing):
    """The text that stands in the address."""
    return str(existing[value % len(existing)] if isinstance(value, int) and existing else value)


@pytest.fixture
def known(clock):
    """A little of everything that can be named in an address."""
    clock.submitted()
    clock.submit(clock.submitted(), "accept", "fagai_handler")
    clock.consulting()
    return {
        "number": list(Case.objects.values_list("number", flat=True)),
        "assignment_id": list(Assignment.objects.values_list("pk", flat=True)),
        "proposal_id": list(Proposal.objects.values_list("pk", flat=True)),
    }


@pytest.fixture
def tokens(clock):
    """Callers of every kind."""
    people = ("fagai_handler", "fagai_supervisor", "caizheng_handler", "registrar", "auditor")
    return [make_token(clock.people[name], at=clock.at) for name in people]


@pytest.mark.parametrize(("method", "address", "request_", "expected"), list(operations()))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_no_request_breaks_it(known, tokens, method, address, request_, expected, data):
    made = data.draw(request_)
    for name, value in made["path"].items():
        address = address.replace("{" + name + "}", quote(named(value, known.get(name)), safe=""))
    headers = {"Authorization": f"Bearer {tokens[made['caller']]}", "Accept-Language": "en", **made["headers"]}
    answer = Client().generic(
        method,
        address,
        made["body"].encode(),
        content_type="application/json",
        query_params=made["query"],
        headers=headers,
    )
    assert answer.status_code in expected, answer.content.decode()
    assert answer["Content-Type"].startswith("application/json")
    if answer.status_code >= 400:
        assert {"code", "message"} <= set(answer.json())
        assert answer.json()["message"]
