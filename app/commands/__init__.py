"""What a person may ask: check the role and the form, then record the fact.

Every command is `command(desk, by, …)`, run by `CareFile.write`; `by` is the person who
records. It raises Refusal, and then nothing at all was recorded.
"""

from app.commands.access import (
    end_override,
    note_search,
    open_casualty,
    open_resident,
    override_access,
    read_log,
    review_override,
)
from app.commands.bulk import Several, register_several
from app.commands.casualty import (
    Registration,
    confirm_triage,
    depart,
    describe,
    identify,
    record_note,
    record_vitals,
    register_casualty,
    retriage,
)
from app.commands.controlled import (
    Passed,
    Witness,
    close_difference,
    correct_register,
    count_register,
    watched,
)
from app.commands.correction import retract
from app.commands.draft import draft, drop_draft, save_draft
from app.commands.erasure import (
    Grounds,
    erase_casualty,
    erase_resident,
    erase_with_pin,
)
from app.commands.flow import (
    confirm_arrival,
    note_contamination,
    place_all,
    place_casualty,
    say_status,
)
from app.commands.handout import give_handout, return_handout
from app.commands.handover import (
    advise,
    describe_incident,
    hand_over,
    plan_handover,
)
from app.commands.injury import mark_injury
from app.commands.item import (
    add_item,
    change_item,
    link_gtin,
    reset_item,
    reuse_item,
    unlink_gtin,
    withdraw_item,
)
from app.commands.kit import Unpacking, unpack_kits
from app.commands.link import link_records, part_records
from app.commands.lot import (
    Doubt,
    discard_stock,
    hold_lot,
    move_stock,
    release_lot,
    return_stock,
)
from app.commands.medicine import deny_allergies, give_medicine, record_allergy
from app.commands.number import next_number
from app.commands.observation import observe
from app.commands.outage import begin_failure, end_failure, report_outage
from app.commands.person import (
    check_bsn,
    describe_person,
    note_involvement,
    register_affected,
)
from app.commands.photo import attach_photo
from app.commands.post import (
    close_place,
    name_place,
    set_masking,
    set_retriage,
    set_retriage_reasons,
    set_weights,
)
from app.commands.recall import (
    Called,
    answer_recall,
    end_recall,
    order_recall,
    recall_here,
)
from app.commands.relative import answer_ask, ask_for
from app.commands.request import (
    Load,
    Need,
    Ruling,
    close_request,
    decide_request,
    make_requests,
    ship_request,
    withdraw_request,
)
from app.commands.resident import (
    check_resident,
    describe_resident,
    end_resident,
    register_resident,
    state_need,
    visit_resident,
)
from app.commands.sheet import Numbered, Wanted, number_sheet, print_with_pin
from app.commands.signal import (
    call_ggd,
    count_case,
    raise_alarm,
    report_day,
    set_ggd,
)
from app.commands.staff import (
    add_person,
    change_role,
    end_person,
    first_person,
    name_post,
    set_pin,
    sign_on,
)
from app.commands.stock import (
    Coming,
    Taken,
    count_stock,
    issue_stock,
    receive_stock,
    set_par,
)
from app.commands.storage import close_storage, name_storage, read_cold
from app.commands.tally import (
    Begin,
    Found,
    begin_tally,
    choose_count,
    count_all,
    count_line,
    end_tally,
)
from app.commands.transfer import (
    Announced,
    number_slip,
    send_items,
    send_stock,
    take_announced,
    take_in,
    take_unannounced,
)
from app.commands.treatment import end_treatment, give_treatment
from app.commands.utility import report_utility

__all__ = [
    "Announced",
    "Begin",
    "Called",
    "Coming",
    "Doubt",
    "Found",
    "Grounds",
    "Load",
    "Need",
    "Numbered",
    "Passed",
    "Registration",
    "Ruling",
    "Several",
    "Taken",
    "Unpacking",
    "Wanted",
    "Witness",
    "add_item",
    "add_person",
    "advise",
    "answer_ask",
    "answer_recall",
    "ask_for",
    "attach_photo",
    "begin_failure",
    "begin_tally",
    "call_ggd",
    "change_item",
    "change_role",
    "check_bsn",
    "check_resident",
    "choose_count",
    "close_difference",
    "close_place",
    "close_request",
    "close_storage",
    "confirm_arrival",
    "confirm_triage",
    "correct_register",
    "count_all",
    "count_case",
    "count_line",
    "count_register",
    "count_stock",
    "decide_request",
    "deny_allergies",
    "depart",
    "describe",
    "describe_incident",
    "describe_person",
    "describe_resident",
    "discard_stock",
    "draft",
    "drop_draft",
    "end_failure",
    "end_override",
    "end_person",
    "end_recall",
    "end_resident",
    "end_tally",
    "end_treatment",
    "erase_casualty",
    "erase_resident",
    "erase_with_pin",
    "first_person",
    "give_handout",
    "give_medicine",
    "give_treatment",
    "hand_over",
    "hold_lot",
    "identify",
    "issue_stock",
    "link_gtin",
    "link_records",
    "make_requests",
    "mark_injury",
    "move_stock",
    "name_place",
    "name_post",
    "name_storage",
    "next_number",
    "note_contamination",
    "note_involvement",
    "note_search",
    "number_sheet",
    "number_slip",
    "observe",
    "open_casualty",
    "open_resident",
    "order_recall",
    "override_access",
    "part_records",
    "place_all",
    "place_casualty",
    "plan_handover",
    "print_with_pin",
    "raise_alarm",
    "read_cold",
    "read_log",
    "recall_here",
    "receive_stock",
    "record_allergy",
    "record_note",
    "record_vitals",
    "register_affected",
    "register_casualty",
    "register_resident",
    "register_several",
    "release_lot",
    "report_day",
    "report_outage",
    "report_utility",
    "reset_item",
    "retract",
    "retriage",
    "return_handout",
    "return_stock",
    "reuse_item",
    "review_override",
    "save_draft",
    "say_status",
    "send_items",
    "send_stock",
    "set_ggd",
    "set_masking",
    "set_par",
    "set_pin",
    "set_retriage",
    "set_retriage_reasons",
    "set_weights",
    "ship_request",
    "sign_on",
    "state_need",
    "take_announced",
    "take_in",
    "take_unannounced",
    "unlink_gtin",
    "unpack_kits",
    "visit_resident",
    "watched",
    "withdraw_item",
    "withdraw_request",
]
