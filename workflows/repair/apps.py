"""Django application of the repair: registers the kind when it is ready."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepairConfig(AppConfig):
    """Installs the kind."""

    name = "workflows.repair"
    label = "repair"
    verbose_name = _("Credit repair")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind known to the core."""
        from casework import registry
        from workflows.repair.kind import REPAIR

        registry.register(REPAIR)
