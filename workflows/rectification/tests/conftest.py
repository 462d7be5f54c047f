"""The screens for the tests of this kind."""

from tests.staff.conftest import clock, handler, sign_in, supervisor

__all__ = ["clock", "handler", "sign_in", "supervisor"]
