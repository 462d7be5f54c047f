"""Subscribers: registering them, changes that they fetch themselves, and what they confirm."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from casework import actions, telling
from casework.api.auth import ApiRequest
from casework.api.schemas import Cursor, Strict
from casework.api.shapes import reading, writing
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.keyset import Order, page_of
from casework.models import Delivery, Role, Subscriber, User
from casework.permissions import Actor
from casework.push import subscribers
from casework.push.sender import ACTOR, as_json
from notifications.wire import signing

router = Router(tags=[gettext_noop("Records")])
PAGE = 100
OLDEST = Order()
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]


class SubscriptionIn(Strict):
    """A system or body that uses published records, and how it is told of their changes."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    way: Annotated[
        Literal["manual", "api", "webhook", "file"],
        Field(description=gettext_noop("manual: a person tells it; api: it fetches; webhook and file: it is sent.")),
    ] = "manual"
    url: Annotated[Text, Field(description=gettext_noop("Where webhooks go."))] = ""
    secret: Annotated[
        Text, Field(description=gettext_noop("whsec_… as in Standard Webhooks. Left out, one is made and shown once."))
    ] = ""
    folder: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=80),
        Field(description=gettext_noop("The folder of its exchange files.")),
    ] = ""
    account: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=150),
        Field(description=gettext_noop("User name of the account whose token fetches and confirms.")),
    ] = ""


class SubscriptionOut(Schema):
    """A subscriber that must acknowledge every change of a published record."""

    code: str
    name: str
    active: bool
    way: str
    url: str
    folder: str
    account: str | None
    secret: str | None = Field(description=gettext_noop("Only now, and only when it was made here: keep it."))


class ChangesIn(Schema):
    """Which page."""

    cursor: Cursor = ""


class ChangeOut(Schema):
    """One change of a record, as webhooks tell it too."""

    id: UUID = Field(description=gettext_noop("The same at every delivery of this change; confirm it by this."))
    type: str
    timestamp: datetime
    data: dict[str, Any]


class ChangesOut(Schema):
    """Changes that were not confirmed yet, in their order."""

    items: list[ChangeOut]
    next: str


class AcknowledgeIn(Strict):
    """A confirmation."""

    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""


class AcknowledgedOut(Schema):
    """What is noted of a confirmation: that of the first time."""

    id: UUID
    acknowledged_at: datetime
    reference: str


@router.post(
    "/subscriptions",
    response=writing((201, SubscriptionOut)),
    summary=gettext_noop("Register a subscriber"),
    description=gettext_noop(
        "For registrars. From then on every change of a published record waits for this subscriber's confirmation."
    ),
    operation_id="subscribe",
)
def subscribe(request: ApiRequest, body: SubscriptionIn) -> Status[dict[str, Any]]:
    """A new subscriber."""
    if not request.auth.has_role(Role.REGISTRAR):
        raise NotAllowed(_("Only a registrar may register subscribers."))
    there = Subscriber.objects.filter(code=body.code).first()
    if there is not None:
        raise Conflict(_("There is already a subscriber with this code: %(name)s.") % {"name": there.name})
    made = signing.new_secret() if body.way == Subscriber.Way.WEBHOOK and not body.secret else None
    row = Subscriber(
        code=body.code,
        name=body.name,
        way=body.way,
        url=body.url,
        secret=made or body.secret or None,
        folder=body.folder,
        account=_account(body.account),
    )
    subscribers.check(row)
    actions.save_subscriber(row, at=timezone.now())
    shown = {name: getattr(row, name) for name in ("code", "name", "active", "way", "url", "folder")}
    return Status(201, shown | {"account": body.account or None, "secret": made})


@router.get(
    "/subscriptions/{code}/changes",
    response=reading(ChangesOut),
    summary=gettext_noop("Fetch changes of records"),
    description=gettext_noop(
        "For the account of the subscriber. What was not confirmed yet, the oldest first. Begin each time without a "
        "cursor: what you have confirmed does not come again, and nothing else is left out."
    ),
    operation_id="changes",
)
def changes(request: ApiRequest, code: str, wanted: Query[ChangesIn]) -> dict[str, Any]:
    """A page of changes."""
    subscriber = Subscriber.objects.filter(code=code.replace("\0", ""), **_own(request.auth)).first()
    if subscriber is None:
        raise NotFound(_("There is no such subscriber, or it is not yours."))
    page = page_of(telling.unconfirmed(subscriber.code), OLDEST, wanted.cursor, PAGE)
    if subscriber.way == Subscriber.Way.API:
        actions.note_fetched([row.pk for row in page.rows], at=timezone.now())
    return {"items": [as_json(row) for row in page.rows], "next": page.after}


@router.post(
    "/deliveries/{key}/acknowledge",
    response=writing((200, AcknowledgedOut)),
    summary=gettext_noop("Confirm a change"),
    description=gettext_noop(
        "For the account of the subscriber: the change is taken over. A second time does no harm, nor does another "
        "order. A case that waits for the confirmation goes on."
    ),
    operation_id="acknowledge_delivery",
)
def acknowledge(request: ApiRequest, key: UUID, body: AcknowledgeIn | None = None) -> dict[str, Any]:
    """A confirmation."""
    mine = Delivery.objects.filter(key=key, **{f"subscriber__{k}": v for k, v in _own(request.auth).items()})
    whose = mine.values_list("subscriber_id", flat=True).first()
    if whose is None:
        raise NotFound(_("There is no such delivery."))
    reference = body.reference.replace("\0", "") if body else ""
    row = actions.acknowledge_delivery(key, by=ACTOR, at=timezone.now(), reference=reference, subscriber_id=whose)
    return {"id": row.key, "acknowledged_at": row.acknowledged_at, "reference": row.reference}


def _own(caller: Actor) -> dict[str, Any]:
    """Only subscribers of this very account."""
    return {"account": caller.user, "account__isnull": False}


def _account(username: str) -> User | None:
    if not username:
        return None
    user = User.objects.filter(username=username.replace("\0", ""), is_active=True).first()
    if user is None:
        raise InvalidData({"account": [_("There is no such account.")]})
    return user
