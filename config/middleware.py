"""Which language a request is answered in."""

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Pages are Chinese until the reader chooses otherwise; the API follows the caller's Accept-Language.

    A browser set to English must not turn an office's screens into English by itself.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of the cookie, or the default."""
        if not request.path_info.startswith("/api/"):
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)
