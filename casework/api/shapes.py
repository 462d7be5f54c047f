"""Which answers an operation declares: its own, and the errors every caller has to expect."""

from __future__ import annotations

from typing import Any

from casework.api.answers import InvalidProblem, Problem


def reading(answer: Any) -> dict[int, Any]:
    """Answers of an operation that changes nothing."""
    return {200: answer, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: InvalidProblem}


def writing(*answers: tuple[int, Any]) -> dict[int, Any]:
    """Answers of an operation that changes something."""
    return dict(answers) | {
        400: Problem,
        401: Problem,
        403: Problem,
        404: Problem,
        409: Problem,
        413: Problem,
        422: InvalidProblem,
    }
