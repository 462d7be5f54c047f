"""Every refusal of the rules can be said in the reader's language."""

from casework.rule_messages import MESSAGES
from casework.rules import errors


def test_every_refusal_has_its_words():
    refusals = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.RuleError)]
    assert {" ".join((c.__doc__ or "").split()) for c in refusals} == set(MESSAGES)
