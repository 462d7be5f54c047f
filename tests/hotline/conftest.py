"""The hotline is tested through commands and through staff pages: their fixtures serve here too."""

from tests.commands.conftest import run
from tests.staff.conftest import clock, sign_in

__all__ = ["clock", "run", "sign_in"]
