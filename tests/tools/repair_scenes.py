"""Records on whose repair the rule versions differ or dates are awkward: the scenes of tests/rules/eligibility.csv."""

from collections.abc import Iterator

Row = dict[str, str]
MARKET = ("527号", "58号令", "36号令")
CLASSES = ("minor", "ordinary", "serious")
# the day a period starts with, and its corresponding day three months on, written down by hand (民法典 art 202)
QUARTERS = (
    ("2026-08-31", "2026-11-30"),
    ("2026-11-30", "2027-02-28"),
    ("2027-11-30", "2028-02-29"),
    ("2025-11-29", "2026-02-28"),
    ("2026-01-31", "2026-04-30"),
    ("2026-09-15", "2026-12-15"),
)
EVE = {
    "2026-11-30": "2026-11-29",
    "2027-02-28": "2027-02-27",
    "2028-02-29": "2028-02-28",
    "2026-02-28": "2026-02-27",
    "2026-04-30": "2026-04-29",
    "2026-12-15": "2026-12-14",
}


def scenes() -> Iterator[Row]:
    """Every scene, group by group."""
    yield from _classes()
    yield from _month_ends()
    yield from _leap_days()
    yield from _straddling()
    yield from _several_penalties()
    yield from _at_the_maximum()
    yield from _obligations()
    yield from _obstacles()
    yield from _public_bodies()
    yield from _persons()


def _row(shows: str, regime: str, severity: str, decided: str, on: str, **more: str) -> Row:
    """A scene; what is left out: an enterprise, determined on the day of the decision, duties done that day."""
    row = {"regime": regime, "subject": "enterprise", "class": severity, "decided": decided, "determined": decided}
    return {**row, "done": decided, "penalties": "", "flags": "", "on": on, "shows": shows, **more}


def _classes() -> Iterator[Row]:
    """Each rule version and class in its own time: on the day itself, soon, after half a year, after a year, late."""
    times = {
        "527号": ("2021-05-12", "2021-05-12", "2021-08-11", "2021-08-12", "2021-11-12", "2022-05-13", "2024-05-13"),
        "58号令": ("2024-05-13", "2024-05-13", "2024-08-12", "2024-08-13", "2024-11-13", "2025-05-14", "2027-05-14"),
        "36号令": ("2026-05-12", "2026-05-12", "2026-08-11", "2026-08-12", "2026-08-13", "2027-05-12", "2029-05-13"),
    }
    for regime, (decided, *days) in times.items():
        for severity in CLASSES:
            for on in days:
                yield _row("rule version and class", regime, severity, decided, on)


def _month_ends() -> Iterator[Row]:
    for start, reached in QUARTERS:
        for regime in ("58号令", "36号令"):
            for on in (EVE[reached], reached):
                shows = "the corresponding day, else the last of the month"
                yield _row(shows, regime, "ordinary", start, on)
    yield _row("half a year from 31 August", "527号", "serious", "2021-08-31", "2022-02-27")
    yield _row("half a year from 31 August", "527号", "serious", "2021-08-31", "2022-02-28")


def _leap_days() -> Iterator[Row]:
    for on in ("2025-02-27", "2025-02-28", "2027-02-28", "2027-03-01"):
        yield _row("a year from 29 February", "58号令", "serious", "2024-02-29", on, penalties="work_safety")
    for on in ("2029-02-27", "2029-02-28", "2031-02-28", "2031-03-01"):
        yield _row("one and three years from 29 February", "36号令", "serious", "2028-02-29", on)
    for on in ("2021-02-28", "2021-03-01", "2023-02-28", "2023-03-01"):
        yield _row("527号 from 29 February", "527号", "ordinary", "2020-02-29", on)
        yield _row("527号 from 29 February", "527号", "serious", "2020-02-29", on)


def _straddling() -> Iterator[Row]:
    """Decided and determined on both sides of 2026-04-01: no transitional rule, so the record's own version decides."""
    pairs = (("2026-03-31", "2026-04-01"), ("2026-01-31", "2026-04-30"), ("2025-12-01", "2026-03-31"))
    for decided, determined in pairs:
        for regime in ("58号令", "36号令"):
            for severity in ("ordinary", "serious"):
                for on in ("2026-06-30", "2026-07-30", "2027-04-01"):
                    shows = "straddles 2026-04-01: 58号令 from the decision, 36号令 from the determination"
                    yield _row(shows, regime, severity, decided, on, determined=determined)


def _several_penalties() -> Iterator[Row]:
    for penalties in ("fine fine", "fine fire_safety", "fire_safety special_equipment", "fire_safety"):
        for on in ("2025-07-01", "2026-03-31", "2026-04-01"):
            shows = "several penalties: the longest governs (XX-6)"
            yield _row(shows, "58号令", "ordinary", "2025-04-01", on, penalties=penalties)
    for regime, decided, on in (("36号令", "2026-05-12", "2026-08-12"), ("527号", "2021-05-12", "2021-08-12")):
        shows = "several penalties: no text, the class of the record governs"
        yield _row(shows, regime, "ordinary", decided, on, penalties="fine fire_safety")


def _at_the_maximum() -> Iterator[Row]:
    """36号令: what is not corrected stays until the department decides; 58号令 and 527号 end by themselves."""
    for done in ("", "2027-05-12", "2027-05-13"):
        for on in ("2027-05-12", "2027-05-13", "2027-06-01"):
            yield _row("36号令 at the maximum", "36号令", "ordinary", "2026-05-12", on, done=done)
    for done in ("", "2026-08-12", "2026-08-13"):
        for on in ("2026-08-12", "2026-08-14"):
            yield _row(
                "minor, published because needed, at the maximum", "36号令", "minor", "2026-05-12", on, done=done
            )
    for done in ("", "2027-05-14"):
        for on in ("2027-05-13", "2027-05-14"):
            yield _row("58号令 ends by itself, corrected or not", "58号令", "serious", "2024-05-13", on, done=done)
            yield _row("527号 ends by itself", "527号", "serious", "2024-05-13", on, done=done)


def _obligations() -> Iterator[Row]:
    for done, on in (
        ("", "2026-12-31"),
        ("2026-08-12", "2026-08-12"),
        ("2026-10-01", "2026-08-12"),
        ("2026-10-01", "2026-09-30"),
        ("2026-10-01", "2026-10-01"),
        ("2026-05-01", "2026-08-12"),
    ):
        yield _row("duties done later than the shortest period", "36号令", "ordinary", "2026-05-12", on, done=done)
    for done, on in (("", "2026-05-12"), ("2026-05-20", "2026-05-19"), ("2026-05-20", "2026-05-20")):
        yield _row("minor: as soon as the duties are done", "36号令", "minor", "2026-05-12", on, done=done)


def _obstacles() -> Iterator[Row]:
    flags = (
        "disputed",
        "pending",
        "disputed pending",
        "excluded",
        "banned=2026-08-11",
        "banned=2026-08-12",
        "banned=2027-03-31",
        "banned=2028-01-01",
        "status=verified",
        "status=collected",
        "status=declined",
        "status=revoked",
        "status=repaired",
        "status=expired",
        "disputed banned=2026-08-11",
    )
    for flag in flags:
        for on in ("2026-08-12", "2026-11-30"):
            yield _row("obstacles", "36号令", "ordinary", "2026-05-12", on, flags=flag)
    for on in ("2026-08-12", "2026-08-13"):
        shows = "minor, in use and never published: nothing ends"
        yield _row(shows, "36号令", "minor", "2026-05-12", on, flags="status=verified")
    for regime, decided, on in (("527号", "2021-05-12", "2022-05-12"), ("58号令", "2024-05-13", "2025-05-13")):
        yield _row("excluded by law, published to the end", regime, "serious", decided, on, flags="excluded")
        yield _row("in dispute", regime, "serious", decided, on, flags="disputed")


def _public_bodies() -> Iterator[Row]:
    body = {"subject": "unit", "determined": "2026-02-10"}
    for severity in CLASSES:
        for done in ("", "2026-02-20"):
            for on in ("2026-02-19", "2026-02-20", "2031-02-20"):
                shows = "public body: no shortest and no longest period (1103号)"
                yield _row(shows, "1103号", severity, "2026-02-01", on, done=done, **body)
    yield _row("public body in dispute", "1103号", "ordinary", "2026-02-01", "2026-03-01", flags="disputed", **body)


def _persons() -> Iterator[Row]:
    person = {"subject": "person"}
    for penalties, before, reached in (
        ("warning", "2026-07-30", "2026-07-31"),
        ("demerit", "2027-01-30", "2027-01-31"),
        ("major_demerit", "2027-07-30", "2027-07-31"),
        ("demotion", "2028-01-30", "2028-01-31"),
        ("removal", "2028-01-30", "2028-01-31"),
        ("warning demerit", "2027-01-30", "2027-01-31"),
    ):
        for on in (before, reached):
            shows = "civil servant: never published; not before the sanction has run"
            yield _row(shows, "local", "ordinary", "2026-01-31", on, penalties=penalties, **person)
    yield _row("civil servant without a sanction", "local", "minor", "2026-01-31", "2026-02-01", **person)
