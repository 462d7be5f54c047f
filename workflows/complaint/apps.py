"""Django application of the complaint: registers the kind when it is ready."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintConfig(AppConfig):
    """Installs the kind."""

    name = "workflows.complaint"
    label = "complaint"
    verbose_name = _("Complaint about a public body")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind known to the core."""
        from casework import registry
        from workflows.complaint.kind import COMPLAINT

        registry.register(COMPLAINT)
