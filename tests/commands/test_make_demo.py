"""make_demo: a few cases of every kind, and records on their way into the register; nothing disagrees afterwards."""

import pytest
from django.core.management import call_command

from casework import registry
from casework.checks import problems
from casework.models import Case, CreditRecord, RecordChange

pytestmark = pytest.mark.django_db


def test_a_demo_has_something_on_every_desk(world) -> None:
    call_command("make_demo", cases=4, verbosity=0)
    for kind in registry.all_kinds():
        assert Case.objects.filter(kind=kind.code).count() >= 4, kind.code
    assert CreditRecord.objects.filter(status="collected").count() >= 5
    assert CreditRecord.objects.filter(status="declined").count() == 1
    assert RecordChange.objects.filter(status="pending").exists()
    assert list(problems()) == []
