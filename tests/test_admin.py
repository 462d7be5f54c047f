"""The administration pages: accounts and reference data, never a case, and no way to delete anybody."""

import pytest
from django.contrib import admin
from django.urls import reverse

from casework.models import Case, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(world, client):
    """A system administrator who is signed in."""
    user = User.objects.create_superuser("root", password="x")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda m: m.__name__)
def test_every_list_opens(administrator, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert administrator.get(url).status_code == 200


def test_cases_are_not_administered():
    assert Case not in admin.site._registry


def test_unconfirmed_figures_are_marked(administrator):
    page = administrator.get(reverse("admin:casework_deadlinerule_changelist"), {"q": "OB-XG-MARK"})
    assert "待确认" in page.content.decode() or "to be confirmed" in page.content.decode()


def test_people_are_not_deleted(administrator):
    user = User.objects.get(username="fagai_handler")
    assert administrator.post(reverse("admin:casework_user_delete", args=[user.pk])).status_code == 403
