"""Django application of the shared case model."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from notifications import addressbook


class CaseworkConfig(AppConfig):
    """Registers the models, template tags and commands of the core."""

    name = "casework"
    verbose_name = _("Casework")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The states of every kind are rows, so that the database can refuse any other. Tasks are known by name.

        The outbox asks here how people are reached.
        """
        import_module("casework.tasks")
        routes, endpoints = import_module("notifications.routes"), import_module("casework.endpoints")
        wording, facts = import_module("notifications.wording"), import_module("casework.message_facts")
        wording.register(facts.facts_of)
        replies, by_hand = import_module("notifications.replies"), import_module("casework.actions.messages")
        replies.register(by_hand.stop_by_answer)
        addressbook.register(endpoints.book)
        routes.register(endpoints.router)
        post_migrate.connect(declare_states, sender=self)


def declare_states(**kwargs: Any) -> None:
    """Add the states that the installed kinds declare. States are never removed: closed cases keep theirs."""
    from casework import registry
    from casework.models import KindState

    rows = [KindState(kind=k.code, state=state) for k in registry.all_kinds() for state in k.states.values]
    KindState.objects.using(kwargs.get("using", "default")).bulk_create(rows, ignore_conflicts=True)
