"""THE ONE DOOR: everything that changes a case. Screens, API, admin, imports and jobs call these and nothing else.

Every function is one transaction under the lock of the case row, takes `by` (who) and `at` (the moment), and raises
a subclass of casework.errors.ActionError with a message that a person can act on.
"""

from casework.actions.asking import (
    answer,
    ask_unit,
    recall_assignment,
    return_assignment,
    rule_on_return,
    settle_difference,
)
from casework.actions.case_files import (
    ask_case_file,
    begin_case_file,
    finish_case_file,
    purge_case_files,
    take_case_file,
)
from casework.actions.desk import claim, declare_conflict, hand_over, link_cases, order_out, relead, release
from casework.actions.files import add_evidence, remove_evidence
from casework.actions.hotline import announce_tickets, change_ticket
from casework.actions.identity import ask_unsealing, decide_unsealing, log_reading, log_readings, read_identity
from casework.actions.messages import (
    choose_for_filer,
    choose_for_staff,
    decide_words,
    draft_words,
    follow_up,
    resume_for_staff,
    settle_message,
    settle_messages,
    stop_by_answer,
    stop_messages,
    withdraw_words,
)
from casework.actions.moves import decide, open_case, perform, propose, submit, take_back, withdraw
from casework.actions.papers import cancel_paper, draft_papers, note_first_reading, proposed_papers, serve_paper
from casework.actions.people import end_absence, enter_absence
from casework.actions.printing import keep_pdf
from casework.actions.push import (
    acknowledge_delivery,
    chase_deliveries,
    claim_batch,
    claim_delivery,
    move_delivery,
    note_failed,
    note_fetched,
    note_received,
    save_subscriber,
    send_again,
)
from casework.actions.record_changes import (
    amend_record,
    collect_records,
    decide_record_change,
    draft_record_change,
    end_publication,
    withdraw_record_change,
)
from casework.actions.record_measures import (
    impose_recommended,
    impose_sanction,
    keep_sanction,
    lift_sanction,
    mitigate_record,
    read_person_file,
)
from casework.actions.records import collect_record, decline_record, verify_record
from casework.actions.rules import decide_change, draft_change, finish_change, note_progress, withdraw_change
from casework.actions.time import end_overtaken, expire, move_clock, record_outside_decision, ring
from casework.escalation import OutsideDecision

__all__ = [
    "OutsideDecision",
    "acknowledge_delivery",
    "add_evidence",
    "amend_record",
    "announce_tickets",
    "answer",
    "ask_case_file",
    "ask_unit",
    "ask_unsealing",
    "begin_case_file",
    "cancel_paper",
    "change_ticket",
    "chase_deliveries",
    "choose_for_filer",
    "choose_for_staff",
    "claim",
    "claim_batch",
    "claim_delivery",
    "collect_record",
    "collect_records",
    "decide",
    "decide_change",
    "decide_record_change",
    "decide_unsealing",
    "decide_words",
    "declare_conflict",
    "decline_record",
    "draft_change",
    "draft_papers",
    "draft_record_change",
    "draft_words",
    "end_absence",
    "end_overtaken",
    "end_publication",
    "enter_absence",
    "expire",
    "finish_case_file",
    "finish_change",
    "follow_up",
    "hand_over",
    "impose_recommended",
    "impose_sanction",
    "keep_pdf",
    "keep_sanction",
    "lift_sanction",
    "link_cases",
    "log_reading",
    "log_readings",
    "mitigate_record",
    "move_clock",
    "move_delivery",
    "note_failed",
    "note_fetched",
    "note_first_reading",
    "note_progress",
    "note_received",
    "open_case",
    "order_out",
    "perform",
    "propose",
    "proposed_papers",
    "purge_case_files",
    "read_identity",
    "read_person_file",
    "recall_assignment",
    "record_outside_decision",
    "relead",
    "release",
    "remove_evidence",
    "resume_for_staff",
    "return_assignment",
    "ring",
    "rule_on_return",
    "save_subscriber",
    "send_again",
    "serve_paper",
    "settle_difference",
    "settle_message",
    "settle_messages",
    "stop_by_answer",
    "stop_messages",
    "submit",
    "take_back",
    "take_case_file",
    "verify_record",
    "withdraw",
    "withdraw_change",
    "withdraw_record_change",
    "withdraw_words",
]
