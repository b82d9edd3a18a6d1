"""Every limit of Mulin, in one place, with its unit in its name.

A limit exists so that one hand-in, one tablet or one mistake cannot take the machine from everybody else. Each can be
set by an environment variable of the same name in upper case with ``MULIN_`` before it (see ``server/settings.py``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what comes in from outside; the numbers are generous for a tablet and hard for an attacker."""

    body_bytes_max: int = 16 * 1024 * 1024
    """A request body as it arrives, compressed or not."""
    inflated_bytes_max: int = 64 * 1024 * 1024
    """What a gzipped body may inflate to."""
    cbor_depth_max: int = 8
    cbor_items_max: int = 1_000_000
    """Values in one body, keys and what is in maps and lists counted: each takes memory many times its bytes."""
    push_items_max: int = 1000
    """Documents handed in with one request; a tablet with more sends several."""
    heads_per_item_max: int = 1024
    heads_per_author_max: int = 32
    """Branches that one tablet's changes may leave open in one document, so that the limit above is never met."""
    seals_per_item_max: int = 8
    cursors_max: int = 1000
    compare_documents_max: int = 100_000
    pull_bytes_default: int = 1024 * 1024
    pull_bytes_max: int = 8 * 1024 * 1024
    """Chunk bytes in one reply, whatever the tablet asks for."""
    pull_documents_max: int = 5000
    """Documents in one reply, whatever their size."""

    hand_in_bytes_max: int = 4 * 1024 * 1024
    """Changes handed in to one document at once, as they arrive."""
    hand_in_inflated_bytes_max: int = 16 * 1024 * 1024
    """The same after Automerge's own compression is undone."""
    hand_in_operations_max: int = 200_000
    """Operations in one hand-in to one document: a visit has about thirty."""
    hand_in_writes_per_field_max: int = 5000
    """Writes to one field in one hand-in; what it takes to open them grows with their square."""
    hand_in_changes_max: int = 10_000
    document_bytes_max: int = 16 * 1024 * 1024
    """A document whole, as stored."""
    document_changes_max: int = 50_000
    push_seconds_max: int = 20
    """Time that one request may take to merge while it keeps others from writing; no honest one comes near it."""
    trial_seconds_max: int = 20
    """Time that a suspicious hand-in gets in a process of its own."""
    trial_memory_bytes_max: int = 1024 * 1024 * 1024

    refused_bytes_per_tablet_max: int = 64 * 1024 * 1024
    """Refused bytes that are kept for one tablet; of what comes beyond, the hash and the reason."""
    refusals_per_tablet_max: int = 10_000
    """Refusals of one tablet that are kept at all; beyond, it is only told."""
    lock_wait_seconds_max: int = 20
    """How long a request waits for others to finish writing before it is told to come again."""

    tail_chunks_max: int = 16
    """Chunks after the snapshot before a new snapshot is written."""

    pairing_minutes: int = 15
    enrol_attempts_max: int = 20
    """Wrong pairing codes from one address within ``enrol_window_minutes``."""
    enrol_window_minutes: int = 15
    sign_in_attempts_max: int = 5
    """Wrong passwords before an account is locked for ``sign_in_lock_minutes``."""
    sign_in_lock_minutes: int = 15
    session_hours: int = 12
    password_characters_min: int = 8
    password_characters_max: int = 200
    clock_skew_warn_minutes: int = 10
    last_seen_every_seconds: int = 60
    """How exactly the time of a tablet's last contact is kept when it brings nothing."""

    attachment_bytes_max: int = 10 * 1024 * 1024
    attachment_piece_bytes_max: int = 1024 * 1024
    bundle_bytes_max: int = 64 * 1024 * 1024
    """Everything unsent of a tablet in one file; one with more makes several."""
    bundle_inflated_bytes_max: int = 128 * 1024 * 1024
    bundle_items_max: int = 20_000
    bundle_attachments_max: int = 2000
    contact_days_most: int = 60
    """Days without contact that a community may let its tablets have; also what a supervisor may add at once."""
    import_file_bytes_max: int = 32 * 1024 * 1024
    """A register as it lies on the disk."""
    import_inflated_bytes_max: int = 128 * 1024 * 1024
    """What its parts may inflate to."""
    import_elements_max: int = 4_000_000
    """XML elements in its sheets: a cell takes two or three, and each takes memory many times its bytes."""
    import_rows_max: int = 20_000
    """Rows of one sheet with anything in them."""
    import_columns_max: int = 256
    import_people_at_once: int = 50
    """Rows that are written in one transaction: tablets wait as long as that takes."""
    page_records_default: int = 50
    page_records_max: int = 500
    review_records_max: int = 100
    """Records decided on at once: tablets wait as long as that takes."""
    desk_answers_max: int = 1000
    """Boxes of one form at a desk: a yearly check-up has some two hundred, each tick counted."""
    desk_answer_characters_max: int = 20_000
    """What is typed into one of them: a free note is the longest."""
    counted_max: int = 1000
    """How far the console counts what waits; beyond, it says that there are more."""
    json_body_bytes_max: int = 256 * 1024
    name_characters_max: int = 100
    grid_id_characters_max: int = 64
    path_characters_max: int = 200
    reason_characters_max: int = 2000
    archive_months: int = 13
    """Records of a moment (visits, checks, finished tasks) older than this leave the tablets; the centre keeps them."""
    archive_brief_days: int = 45
    """What is looked at every day (window checks) leaves sooner: last month is still there when its ledger is made."""
    form_file_bytes_max: int = 2 * 1024 * 1024
    """A community's own form as a file; one of a hundred questions has some 20 KB."""
    form_inflated_bytes_max: int = 32 * 1024 * 1024
    form_elements_max: int = 200_000
    """XML elements in the file: a few bytes of it become an object of hundreds."""
    form_rows_max: int = 2000
    """Rows of one of its sheets."""
    form_questions_max: int = 300
    form_choices_max: int = 300
    """Answers of one list."""
    form_label_characters_max: int = 200
    form_help_characters_max: int = 1000
    form_versions_max: int = 900
    """Versions of one form: each is kept for the records that were filled in with it."""
    forms_per_community_max: int = 50
    audit_days_min: int = 366
    """How long the audit log is kept; never less than the 184 days that the law asks for (网络安全法)."""
    giving_days_min: int = 1096
    """How long it is kept what was given out, to whom and why: three years (网络数据安全管理条例 art. 12)."""
    approval_hours: int = 48
    """How long what a second person has to allow, or has allowed, is good."""
    export_rows_max: int = 100_000
    """Records in one file that leaves by the console."""
    export_sources_max: int = 5000
    """The same with who wrote each answer: every document is opened for it."""
    ledger_templates_max: int = 50


DEFAULT_LIMITS = Limits()
