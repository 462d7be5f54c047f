"""Django application of the objection: registers the kind when it is ready."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObjectionConfig(AppConfig):
    """Installs the kind."""

    name = "workflows.objection"
    label = "objection"
    verbose_name = _("Credit record objection")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind known to the core."""
        from casework import registry
        from workflows.objection.kind import OBJECTION

        registry.register(OBJECTION)
