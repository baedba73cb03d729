"""Create the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("mail_from", sa.String(), nullable=True),
        sa.Column("public_url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("team_id", name=op.f("uq_workspaces_team_id")),
    )
    op.create_table(
        "jobs",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("openings", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_jobs_title")),
        sa.CheckConstraint("openings >= 1", name=op.f("ck_jobs_openings")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_jobs_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_jobs_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "title", name=op.f("uq_jobs_workspace_id_title")),
    )
    op.create_index(op.f("ix_jobs_workspace_id"), "jobs", ["workspace_id"], unique=False)
    op.create_table(
        "paces",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_paces_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paces")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_paces_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "scope", name=op.f("uq_paces_workspace_id_scope")),
    )
    op.create_index(op.f("ix_paces_workspace_id"), "paces", ["workspace_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("slack_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum(
                "member",
                "admin",
                "guest",
                "foreign",
                "deactivated",
                "bot",
                "outside",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("dm_channel", sa.String(), nullable=True),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("slack_id <> ''", name=op.f("ck_people_slack_id")),
        sa.CheckConstraint(
            "(standing = 'outside') = (slack_id IS NULL)", name=op.f("ck_people_outside_has_no_slack_id")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_people_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_people_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "slack_id", name=op.f("uq_people_workspace_id_slack_id")),
    )
    op.create_index(op.f("ix_people_workspace_id"), "people", ["workspace_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_receipts_key")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_receipts_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "key", name=op.f("pk_receipts")),
    )
    op.create_table(
        "troubled_channels",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column(
            "trouble",
            sa.Enum(
                "left",
                "archived",
                "shared",
                "forbidden",
                name="channeltrouble",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_troubled_channels_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubled_channels")),
        sa.UniqueConstraint("workspace_id", "channel", name=op.f("uq_troubled_channels_workspace_id_channel")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_troubled_channels_workspace_id_id")),
    )
    op.create_index(op.f("ix_troubled_channels_workspace_id"), "troubled_channels", ["workspace_id"], unique=False)
    op.create_table(
        "wordings",
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(version = 1) = (made_by_id IS NULL)", name=op.f("ck_wordings_first_is_ours")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_wordings_version")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "made_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_wordings_workspace_id_made_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_wordings_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_wordings_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "version", name=op.f("uq_wordings_workspace_id_version")),
    )
    op.create_index(op.f("ix_wordings_workspace_id"), "wordings", ["workspace_id"], unique=False)
    op.create_table(
        "candidacies",
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("candidate_name", sa.String(), nullable=False),
        sa.Column("candidate_email", sa.String(), nullable=True),
        sa.Column("candidate_phone", sa.String(), nullable=True),
        sa.Column("candidate_zone", sa.String(), nullable=True),
        sa.Column("good_hours", sa.String(), nullable=True),
        sa.Column(
            "place_kind",
            sa.Enum("office", "video", "phone", name="placekind", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "debrief",
                "offer_call",
                "reverse_interview",
                "awaiting_answer",
                "closed",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted",
                "declined",
                "withdrawn",
                "rescinded",
                "no_hire",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("opener_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hiring_manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("caller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("backup_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("coordinator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coordinator_channel", sa.String(), nullable=True),
        sa.Column("card_page", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wording_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("debrief_channel", sa.String(), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reveal_reason", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feedback_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("offer_due_on", sa.Date(), nullable=True),
        sa.Column("offer_sent_on", sa.Date(), nullable=True),
        sa.Column("offer_expires_on", sa.Date(), nullable=True),
        sa.Column("offer_note", sa.String(), nullable=True),
        sa.Column("untold_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(stage = 'closed') = (answer IS NOT NULL)", name=op.f("ck_candidacies_closed_has_answer")),
        sa.CheckConstraint("candidate_name <> ''", name=op.f("ck_candidacies_candidate_name")),
        sa.CheckConstraint("is_blind OR revealed_at IS NULL", name=op.f("ck_candidacies_revealed_was_blind")),
        sa.CheckConstraint(
            "(revealed_by_id IS NULL) = (reveal_reason IS NULL)", name=op.f("ck_candidacies_early_reveal_has_reason")
        ),
        sa.CheckConstraint(
            "reveal_reason IS NULL OR revealed_at IS NOT NULL", name=op.f("ck_candidacies_reason_was_for_reveal")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "backup_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_candidacies_workspace_id_backup_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "caller_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_candidacies_workspace_id_caller_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "coordinator_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_candidacies_workspace_id_coordinator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "hiring_manager_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_candidacies_workspace_id_hiring_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "job_id"],
            ["jobs.workspace_id", "jobs.id"],
            name=op.f("fk_candidacies_workspace_id_job_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "opener_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_candidacies_workspace_id_opener_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "revealed_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_candidacies_workspace_id_revealed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "wording_id"],
            ["wordings.workspace_id", "wordings.id"],
            name=op.f("fk_candidacies_workspace_id_wording_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_candidacies_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidacies")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_candidacies_workspace_id_id")),
    )
    op.create_index("ix_candidacies_open", "candidacies", ["workspace_id", "stage"], unique=False)
    op.create_index(op.f("ix_candidacies_workspace_id"), "candidacies", ["workspace_id"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "contact_class",
            sa.Enum(
                "chief_executive",
                "investor",
                "board_member",
                "current_employee",
                "former_employee",
                "hiring_manager",
                "other",
                name="contactclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("day_start", sa.Time(), nullable=True),
        sa.Column("day_end", sa.Time(), nullable=True),
        sa.Column("work_days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("per_week", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("per_month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("delegate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("delegate_email", sa.String(), nullable=True),
        sa.Column("known_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("off_limits", sa.String(), nullable=True),
        sa.Column("is_not_offered", sa.Boolean(), nullable=False),
        sa.Column("not_offered_reason", sa.String(), nullable=True),
        sa.Column("not_offered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("not_offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_contacts_name")),
        sa.CheckConstraint("day_start < day_end", name=op.f("ck_contacts_day_order")),
        sa.CheckConstraint("(day_start IS NULL) = (day_end IS NULL)", name=op.f("ck_contacts_start_with_end")),
        sa.CheckConstraint("per_week >= 0", name=op.f("ck_contacts_per_week")),
        sa.CheckConstraint("per_month >= 0", name=op.f("ck_contacts_per_month")),
        sa.CheckConstraint("is_not_offered OR not_offered_by_id IS NULL", name=op.f("ck_contacts_marked_by_for_mark")),
        sa.CheckConstraint("is_not_offered = (not_offered_at IS NOT NULL)", name=op.f("ck_contacts_marked_at_a_time")),
        sa.CheckConstraint(
            "is_not_offered OR not_offered_reason IS NULL", name=op.f("ck_contacts_reason_was_for_mark")
        ),
        sa.CheckConstraint("delegate_id IS NULL OR delegate_email IS NULL", name=op.f("ck_contacts_one_delegate")),
        sa.CheckConstraint(
            "(consented_at IS NULL) = (consent_expires_at IS NULL)", name=op.f("ck_contacts_consent_expires")
        ),
        sa.CheckConstraint("consented_at IS NULL OR refused_at IS NULL", name=op.f("ck_contacts_yes_or_no")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_contacts_version")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delegate_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_contacts_workspace_id_delegate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "known_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_contacts_workspace_id_known_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "not_offered_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_contacts_workspace_id_not_offered_by_id"),
        ),
        sa.CheckConstraint("(person_id IS NULL) <> (email IS NULL)", name=op.f("ck_contacts_one_way_to_reach")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_contacts_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_contacts_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("workspace_id", "email", name=op.f("uq_contacts_workspace_id_email")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_contacts_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "person_id", name=op.f("uq_contacts_workspace_id_person_id")),
    )
    op.create_index(op.f("ix_contacts_workspace_id"), "contacts", ["workspace_id"], unique=False)
    op.create_table(
        "settings",
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("head_of_talent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("debrief_channel", sa.String(), nullable=True),
        sa.Column("coordinator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("clearer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("coordinator_channel", sa.String(), nullable=True),
        sa.Column("day_start", sa.Time(), nullable=False),
        sa.Column("day_end", sa.Time(), nullable=False),
        sa.Column("work_days", sa.JSON(), nullable=False),
        sa.Column("due_in_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.Time(), nullable=False),
        sa.Column("mail_sender", sa.String(), nullable=True),
        sa.Column("company", sa.String(), nullable=True),
        sa.Column("is_blind_by_default", sa.Boolean(), nullable=False),
        sa.Column("gives_style_hints", sa.Boolean(), nullable=False),
        sa.Column("buffer_minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice_hours", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("help_phone", sa.String(), nullable=True),
        sa.Column("video_link", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.CheckConstraint("day_start < day_end", name=op.f("ck_settings_day_order")),
        sa.CheckConstraint("due_in_days BETWEEN 0 AND 30", name=op.f("ck_settings_due_in_days")),
        sa.CheckConstraint("buffer_minutes BETWEEN 0 AND 120", name=op.f("ck_settings_buffer_minutes")),
        sa.CheckConstraint("notice_hours BETWEEN 0 AND 72", name=op.f("ck_settings_notice_hours")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "clearer_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_settings_workspace_id_clearer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "coordinator_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_settings_workspace_id_coordinator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "head_of_talent_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_settings_workspace_id_head_of_talent_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_settings_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_settings_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_settings_workspace_id")),
    )
    op.create_table(
        "answers",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted",
                "declined",
                "withdrawn",
                "rescinded",
                "no_hire",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("work_email", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_answers_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "recorded_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_answers_workspace_id_recorded_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_answers_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_answers_workspace_id_id")),
    )
    op.create_index(op.f("ix_answers_workspace_id"), "answers", ["workspace_id"], unique=False)
    op.create_index(
        "uq_answers_current",
        "answers",
        ["candidacy_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("was_denied", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("act <> ''", name=op.f("ck_audit_entries_act")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_audit_entries_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_audit_entries_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_audit_entries_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_audit_entries_workspace_id_id")),
    )
    op.create_index("ix_audit_entries_candidacy", "audit_entries", ["workspace_id", "candidacy_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_entries_workspace_id"), "audit_entries", ["workspace_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("hire", "no_hire", "not_yet", name="choice", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversal_reason", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(choice = 'not_yet') = (revisit_on IS NOT NULL)", name=op.f("ck_decisions_not_yet_has_date")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_decisions_reason")),
        sa.CheckConstraint("told_at IS NULL OR choice = 'no_hire'", name=op.f("ck_decisions_told_of_no_hire")),
        sa.CheckConstraint(
            "(reversed_at IS NULL) = (reversed_by_id IS NULL)", name=op.f("ck_decisions_reversed_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_decisions_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decided_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_decisions_workspace_id_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "reversed_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_decisions_workspace_id_reversed_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_decisions_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_decisions_workspace_id_id")),
    )
    op.create_index(op.f("ix_decisions_workspace_id"), "decisions", ["workspace_id"], unique=False)
    op.create_index(
        "uq_decisions_standing",
        "decisions",
        ["candidacy_id"],
        unique=True,
        sqlite_where=sa.text("reversed_at IS NULL AND choice <> 'not_yet'"),
        postgresql_where=sa.text("reversed_at IS NULL AND choice <> 'not_yet'"),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column(
            "transport",
            sa.Enum("slack", "mail", name="transport", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "lapses",
            sa.Enum(
                "never", "with_decision", "at_end", name="lapse", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("root_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "surface",
            sa.Enum(
                "debrief_card",
                "feedback_asked",
                "feedback_reminder",
                "feedback_receipt",
                "decision_prompt",
                "call_script",
                "clearance",
                "invitation",
                "coordinator_card",
                "volunteers_wanted",
                "contact_brief",
                "times_again",
                "introduction",
                "questions_card",
                "question_task",
                "held_points",
                "remains",
                "reaction",
                "home",
                name="surface",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_digest", sa.String(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_to_be_removed", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.Column("mail_to", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "unknown",
                "delivered",
                "failed",
                "cancelled",
                name="deliverystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("sent_channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("part", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state = 'sending') = (lease_until IS NOT NULL)", name=op.f("ck_deliveries_sending_has_lease")
        ),
        sa.CheckConstraint("(transport = 'mail') = (mail IS NOT NULL)", name=op.f("ck_deliveries_mail_has_bytes")),
        sa.CheckConstraint(
            "(transport = 'mail') = (mail_to IS NOT NULL)", name=op.f("ck_deliveries_mail_has_receiver")
        ),
        sa.CheckConstraint(
            "(transport = 'mail') = (message_id IS NOT NULL)", name=op.f("ck_deliveries_mail_has_message_id")
        ),
        sa.CheckConstraint(
            "transport = 'mail' OR (channel IS NULL) <> (person_id IS NULL)",
            name=op.f("ck_deliveries_one_conversation"),
        ),
        sa.CheckConstraint(
            "transport = 'mail' OR (payload IS NULL) <> (surface IS NULL)", name=op.f("ck_deliveries_notice_or_card")
        ),
        sa.CheckConstraint("(surface IS NULL) = (subject_id IS NULL)", name=op.f("ck_deliveries_surface_with_subject")),
        sa.CheckConstraint(
            "part = 0 OR (surface IS NOT NULL AND root_id IS NOT NULL)", name=op.f("ck_deliveries_part_of_a_card")
        ),
        sa.CheckConstraint(
            "lapses = 'never' OR candidacy_id IS NOT NULL", name=op.f("ck_deliveries_lapses_with_a_candidacy")
        ),
        sa.CheckConstraint("lapses = 'never' OR surface IS NULL", name=op.f("ck_deliveries_cards_never_lapse")),
        sa.CheckConstraint(
            "mail IS NULL OR state IN ('pending', 'sending', 'unknown') OR length(mail) = 0",
            name=op.f("ck_deliveries_mail_is_emptied"),
        ),
        sa.CheckConstraint("sent_revision <= revision", name=op.f("ck_deliveries_revision_order")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_deliveries_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_deliveries_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "root_id"],
            ["deliveries.workspace_id", "deliveries.id"],
            name=op.f("fk_deliveries_workspace_id_root_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_deliveries_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
        sa.UniqueConstraint("token", name=op.f("uq_deliveries_token")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_deliveries_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_deliveries_workspace_id_key")),
    )
    op.create_index("ix_deliveries_candidacy", "deliveries", ["workspace_id", "candidacy_id", "lapses"], unique=False)
    op.create_index("ix_deliveries_card", "deliveries", ["workspace_id", "surface", "subject_id"], unique=False)
    op.create_index("ix_deliveries_lane", "deliveries", ["workspace_id", "lane", "id"], unique=False)
    op.create_index("ix_deliveries_state", "deliveries", ["state", "id"], unique=False)
    op.create_index("ix_deliveries_ts", "deliveries", ["workspace_id", "sent_channel", "ts"], unique=False)
    op.create_index(op.f("ix_deliveries_workspace_id"), "deliveries", ["workspace_id"], unique=False)
    op.create_table(
        "free_windows",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_free_windows_order")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_free_windows_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_free_windows_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_windows")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_free_windows_workspace_id_id")),
    )
    op.create_index(op.f("ix_free_windows_workspace_id"), "free_windows", ["workspace_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("goes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("edited_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_to", sa.String(), nullable=True),
        sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nothing_more_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(edited_at IS NULL) = (edited_by_id IS NULL)", name=op.f("ck_invitations_edited_by_someone")
        ),
        sa.CheckConstraint("(subject IS NULL) = (text IS NULL)", name=op.f("ck_invitations_subject_with_text")),
        sa.CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name=op.f("ck_invitations_dropped_or_sent")),
        sa.CheckConstraint("sent_at IS NULL OR held_at IS NULL", name=op.f("ck_invitations_held_or_sent")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_invitations_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "edited_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_invitations_workspace_id_edited_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "made_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_invitations_workspace_id_made_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_invitations_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("candidacy_id", name=op.f("uq_invitations_candidacy_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_invitations_workspace_id_id")),
    )
    op.create_index(op.f("ix_invitations_workspace_id"), "invitations", ["workspace_id"], unique=False)
    op.create_table(
        "meeting_requests",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_for_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("named", sa.String(), nullable=True),
        sa.Column(
            "contact_class",
            sa.Enum(
                "chief_executive",
                "investor",
                "board_member",
                "current_employee",
                "former_employee",
                "hiring_manager",
                "other",
                name="contactclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("learn", sa.String(), nullable=True),
        sa.Column("may_name", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "place_kind",
            sa.Enum("office", "video", "phone", name="placekind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "asked",
                "agreed",
                "refused",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("chosen_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("refused_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("alternative", sa.String(), nullable=True),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("volunteers_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_meeting_requests_refused_has_reason")
        ),
        sa.CheckConstraint(
            "(refusal IS NULL) = (refused_by_id IS NULL)", name=op.f("ck_meeting_requests_refused_by_someone")
        ),
        sa.CheckConstraint(
            "alternative IS NULL OR refusal IS NOT NULL", name=op.f("ck_meeting_requests_alternative_to_refusal")
        ),
        sa.CheckConstraint(
            "asked_for_id IS NOT NULL OR named IS NOT NULL OR contact_class IS NOT NULL OR area IS NOT NULL",
            name=op.f("ck_meeting_requests_asks_for_something"),
        ),
        sa.CheckConstraint("minutes BETWEEN 15 AND 120", name=op.f("ck_meeting_requests_minutes")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_meeting_requests_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contacts.workspace_id", "contacts.id"],
            name=op.f("fk_meeting_requests_workspace_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "asked_for_id"],
            ["contacts.workspace_id", "contacts.id"],
            name=op.f("fk_meeting_requests_workspace_id_asked_for_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "chosen_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_meeting_requests_workspace_id_chosen_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "refused_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_meeting_requests_workspace_id_refused_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entered_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_meeting_requests_workspace_id_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_meeting_requests_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_requests")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_meeting_requests_workspace_id_id")),
    )
    op.create_index(op.f("ix_meeting_requests_workspace_id"), "meeting_requests", ["workspace_id"], unique=False)
    op.create_table(
        "offer_calls",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("logged_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sentiment",
            sa.Enum(
                "positive",
                "mixed",
                "needs_time",
                "negative",
                name="sentiment",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("feels", sa.String(), nullable=True),
        sa.Column("unsure", sa.String(), nullable=True),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.String(), nullable=True),
        sa.Column("asked_for", sa.String(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_offer_calls_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "logged_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_offer_calls_workspace_id_logged_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_offer_calls_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_calls")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_offer_calls_workspace_id_id")),
    )
    op.create_index(op.f("ix_offer_calls_workspace_id"), "offer_calls", ["workspace_id"], unique=False)
    op.create_index(
        "uq_offer_calls_current",
        "offer_calls",
        ["candidacy_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "put_offs",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was_tried", sa.Boolean(), nullable=False),
        sa.Column("call_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_put_offs_workspace_id_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_put_offs_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_put_offs_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_offs")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_put_offs_workspace_id_id")),
    )
    op.create_index(op.f("ix_put_offs_workspace_id"), "put_offs", ["workspace_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("had_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "cant_be_shared",
                name="questionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("manager_may_read", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_from_page", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_questions_settled_by_somebody")
        ),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f("ck_questions_settled_has_time")),
        sa.CheckConstraint("state = 'open' OR note IS NOT NULL", name=op.f("ck_questions_settled_has_note")),
        sa.CheckConstraint("told_at IS NULL OR settled_at IS NOT NULL", name=op.f("ck_questions_told_once_settled")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_questions_text")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_questions_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_questions_workspace_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "had_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_questions_workspace_id_had_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "settled_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_questions_workspace_id_settled_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_questions_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_questions_workspace_id_id")),
    )
    op.create_index(op.f("ix_questions_workspace_id"), "questions", ["workspace_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("interview_on", sa.Date(), nullable=True),
        sa.Column("is_unnamed", sa.Boolean(), nullable=False),
        sa.Column("is_team_only", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reminded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("excused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("reminders BETWEEN 0 AND 3", name=op.f("ck_seats_reminders")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_seats_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_seats_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_seats_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_seats_workspace_id_id")),
    )
    op.create_index(op.f("ix_seats_workspace_id"), "seats", ["workspace_id"], unique=False)
    op.create_index(
        "uq_seats_active",
        "seats",
        ["candidacy_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "timers",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "feedback_reminder",
                "decision_reminder",
                "tell_candidate",
                "call_reminder",
                "clearance_reminder",
                "follow_up",
                "script_changes",
                "late_feedback",
                "send_invitation",
                "requests_follow_up",
                "approvals_waiting",
                "contact_reply",
                "next_best",
                "evening_note",
                "meeting_ended",
                "all_answered",
                "settled_on_page",
                "untold_end",
                "remove_feedback",
                "waiting_for_you",
                "keep_house",
                name="timerkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "done",
                "cancelled",
                "missed",
                "failed",
                name="timerstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_timers_attempts")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_timers_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_timers_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_timers_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_timers_workspace_id_key")),
    )
    op.create_index("ix_timers_due", "timers", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_timers_workspace_id"), "timers", ["workspace_id"], unique=False)
    op.create_table(
        "clearances",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_off_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("put_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_off_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(cleared_at IS NULL) = (cleared_by_id IS NULL)", name=op.f("ck_clearances_cleared_by_somebody")
        ),
        sa.CheckConstraint("(put_off_at IS NULL) = (reason IS NULL)", name=op.f("ck_clearances_put_off_has_reason")),
        sa.CheckConstraint(
            "(put_off_at IS NULL) = (put_off_until IS NULL)", name=op.f("ck_clearances_put_off_has_date")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_clearances_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "cleared_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_clearances_workspace_id_cleared_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decision_id"],
            ["decisions.workspace_id", "decisions.id"],
            name=op.f("fk_clearances_workspace_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_clearances_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "put_off_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_clearances_workspace_id_put_off_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_clearances_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearances")),
        sa.UniqueConstraint("workspace_id", "decision_id", name=op.f("uq_clearances_workspace_id_decision_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_clearances_workspace_id_id")),
    )
    op.create_index(op.f("ix_clearances_workspace_id"), "clearances", ["workspace_id"], unique=False)
    op.create_table(
        "no_invitations",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "bad_call",
                "their_wish",
                "answered_sooner",
                "no_time",
                "other",
                name="whynotinvited",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("noted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("why <> 'other' OR note IS NOT NULL", name=op.f("ck_no_invitations_other_has_note")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_no_invitations_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decision_id"],
            ["decisions.workspace_id", "decisions.id"],
            name=op.f("fk_no_invitations_workspace_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "noted_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_no_invitations_workspace_id_noted_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_no_invitations_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_invitations")),
        sa.UniqueConstraint("workspace_id", "decision_id", name=op.f("uq_no_invitations_workspace_id_decision_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_no_invitations_workspace_id_id")),
    )
    op.create_index(op.f("ix_no_invitations_workspace_id"), "no_invitations", ["workspace_id"], unique=False)
    op.create_table(
        "thanks",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_thanks_words")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_thanks_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contacts.workspace_id", "contacts.id"],
            name=op.f("fk_thanks_workspace_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entered_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_thanks_workspace_id_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_thanks_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint(
            "workspace_id", "candidacy_id", "contact_id", name=op.f("uq_thanks_workspace_id_candidacy_id_contact_id")
        ),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_thanks_workspace_id_id")),
    )
    op.create_index(op.f("ix_thanks_workspace_id"), "thanks", ["workspace_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("good", sa.String(), nullable=False),
        sa.Column("grow", sa.String(), nullable=False),
        sa.Column("team_only", sa.String(), nullable=False),
        sa.Column(
            "vote",
            sa.Enum(
                "strong_hire",
                "hire",
                "lean_hire",
                "lean_no_hire",
                "no_hire",
                "strong_no_hire",
                name="vote",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("seen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("typed_ts", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("seen >= 0", name=op.f("ck_drafts_seen")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seat_id"],
            ["seats.workspace_id", "seats.id"],
            name=op.f("fk_drafts_workspace_id_seat_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_drafts_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_drafts_seat_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_drafts_workspace_id_id")),
    )
    op.create_index(op.f("ix_drafts_workspace_id"), "drafts", ["workspace_id"], unique=False)
    op.create_table(
        "held_points",
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "protected_ground",
                "health",
                "family",
                "other_candidates",
                "pay",
                name="holdreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=True),
        sa.Column("ruled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(is_released IS NULL) = (ruled_at IS NULL)", name=op.f("ck_held_points_ruled_at_a_time")),
        sa.CheckConstraint(
            "(is_released IS NULL) = (ruled_by_id IS NULL)", name=op.f("ck_held_points_ruled_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ruled_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_held_points_workspace_id_ruled_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seat_id"],
            ["seats.workspace_id", "seats.id"],
            name=op.f("fk_held_points_workspace_id_seat_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_held_points_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_points")),
        sa.UniqueConstraint("seat_id", "digest", name=op.f("uq_held_points_seat_id_digest")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_held_points_workspace_id_id")),
    )
    op.create_index(op.f("ix_held_points_workspace_id"), "held_points", ["workspace_id"], unique=False)
    op.create_table(
        "own_words",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "opening",
                "interviewer",
                "invitation",
                name="wordsplace",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(place = 'interviewer') = (seat_id IS NOT NULL)", name=op.f("ck_own_words_beside_an_interviewer")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_own_words_text")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_own_words_workspace_id_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_own_words_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seat_id"],
            ["seats.workspace_id", "seats.id"],
            name=op.f("fk_own_words_workspace_id_seat_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_own_words_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_words")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_own_words_seat_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_own_words_workspace_id_id")),
    )
    op.create_index(op.f("ix_own_words_workspace_id"), "own_words", ["workspace_id"], unique=False)
    op.create_index(
        "uq_own_words_place",
        "own_words",
        ["candidacy_id", "place"],
        unique=True,
        sqlite_where=sa.text("seat_id IS NULL"),
        postgresql_where=sa.text("seat_id IS NULL"),
    )
    op.create_table(
        "script_points",
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "good",
                "grow",
                "note",
                name="pointkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind <> 'note'", name=op.f("ck_script_points_is_spoken")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seat_id"],
            ["seats.workspace_id", "seats.id"],
            name=op.f("fk_script_points_workspace_id_seat_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_script_points_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_points")),
        sa.UniqueConstraint("seat_id", "kind", "digest", name=op.f("uq_script_points_seat_id_kind_digest")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_script_points_workspace_id_id")),
    )
    op.create_index(op.f("ix_script_points_workspace_id"), "script_points", ["workspace_id"], unique=False)
    op.create_table(
        "left_out_points",
        sa.Column("offer_call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("script_point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "offer_call_id"],
            ["offer_calls.workspace_id", "offer_calls.id"],
            name=op.f("fk_left_out_points_workspace_id_offer_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "script_point_id"],
            ["script_points.workspace_id", "script_points.id"],
            name=op.f("fk_left_out_points_workspace_id_script_point_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_left_out_points_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_out_points")),
        sa.UniqueConstraint(
            "offer_call_id", "script_point_id", name=op.f("uq_left_out_points_offer_call_id_script_point_id")
        ),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_left_out_points_workspace_id_id")),
    )
    op.create_index(op.f("ix_left_out_points_workspace_id"), "left_out_points", ["workspace_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "thread",
                "direct",
                "form",
                "entered",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("edited_ts", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "counted",
                "to_sort",
                "talk",
                "replaced",
                "wordless",
                "withdrawn",
                name="feedbackstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column(
            "attached",
            sa.Enum(
                "file",
                "clip",
                "forwarded message",
                name="attachment",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "vote",
            sa.Enum(
                "strong_hire",
                "hire",
                "lean_hire",
                "lean_no_hire",
                "no_hire",
                "strong_no_hire",
                name="vote",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("is_unplaced", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reworded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(source IN ('form', 'entered')) = (ts IS NULL)", name=op.f("ck_feedback_form_has_no_ts")),
        sa.CheckConstraint(
            "(source = 'entered') = (entered_by_id IS NOT NULL)", name=op.f("ck_feedback_entered_by_someone")
        ),
        sa.CheckConstraint("(channel IS NULL) = (ts IS NULL)", name=op.f("ck_feedback_channel_with_ts")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_feedback_version")),
        sa.CheckConstraint(
            "NOT is_unplaced OR state IN ('to_sort', 'wordless', 'withdrawn')", name=op.f("ck_feedback_unplaced_waits")
        ),
        sa.CheckConstraint("state <> 'wordless' OR attached IS NOT NULL", name=op.f("ck_feedback_wordless_has_file")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seat_id"],
            ["seats.workspace_id", "seats.id"],
            name=op.f("fk_feedback_workspace_id_seat_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "entered_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_feedback_workspace_id_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_feedback_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("workspace_id", "channel", "ts", name=op.f("uq_feedback_workspace_id_channel_ts")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_feedback_workspace_id_id")),
    )
    op.create_index(op.f("ix_feedback_workspace_id"), "feedback", ["workspace_id"], unique=False)
    op.create_index(
        "uq_feedback_entered",
        "feedback",
        ["seat_id"],
        unique=True,
        sqlite_where=sa.text("source = 'entered'"),
        postgresql_where=sa.text("source = 'entered'"),
    )
    op.create_index(
        "uq_feedback_form",
        "feedback",
        ["seat_id"],
        unique=True,
        sqlite_where=sa.text("source = 'form'"),
        postgresql_where=sa.text("source = 'form'"),
    )
    op.create_table(
        "volunteers",
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("volunteered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_volunteers_workspace_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "request_id"],
            ["meeting_requests.workspace_id", "meeting_requests.id"],
            name=op.f("fk_volunteers_workspace_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_volunteers_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteers")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_volunteers_workspace_id_id")),
        sa.UniqueConstraint(
            "workspace_id",
            "request_id",
            "person_id",
            name=op.f("uq_volunteers_workspace_id_request_id_person_id"),
        ),
    )
    op.create_index(op.f("ix_volunteers_workspace_id"), "volunteers", ["workspace_id"], unique=False)
    op.create_table(
        "alternates",
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("place >= 0", name=op.f("ck_alternates_place")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "approved_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_alternates_workspace_id_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contacts.workspace_id", "contacts.id"],
            name=op.f("fk_alternates_workspace_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "request_id"],
            ["meeting_requests.workspace_id", "meeting_requests.id"],
            name=op.f("fk_alternates_workspace_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_alternates_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternates")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_alternates_workspace_id_id")),
        sa.UniqueConstraint(
            "workspace_id",
            "request_id",
            "contact_id",
            name=op.f("uq_alternates_workspace_id_request_id_contact_id"),
        ),
    )
    op.create_index(op.f("ix_alternates_workspace_id"), "alternates", ["workspace_id"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "agreed",
                "held",
                "declined",
                "cancelled",
                name="meetingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("is_place_written", sa.Boolean(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organizer_email", sa.String(), nullable=True),
        sa.Column("organizer_name", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(organizer_email IS NULL) = (organizer_name IS NULL)", name=op.f("ck_meetings_organizer_has_name")
        ),
        sa.CheckConstraint(
            "state NOT IN ('agreed', 'held') OR starts_at IS NOT NULL", name=op.f("ck_meetings_agreed_has_time")
        ),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_meetings_start_with_end")),
        sa.CheckConstraint("place IS NOT NULL OR NOT is_place_written", name=op.f("ck_meetings_written_place")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_meetings_sequence")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_meetings_order")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "approved_by_id"],
            ["people.workspace_id", "people.id"],
            name=op.f("fk_meetings_workspace_id_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_meetings_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contacts.workspace_id", "contacts.id"],
            name=op.f("fk_meetings_workspace_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "request_id"],
            ["meeting_requests.workspace_id", "meeting_requests.id"],
            name=op.f("fk_meetings_workspace_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_meetings_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("uid", "sequence", name=op.f("uq_meetings_uid_sequence")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_meetings_workspace_id_id")),
    )
    op.create_index(op.f("ix_meetings_workspace_id"), "meetings", ["workspace_id"], unique=False)
    op.create_index(
        "uq_meetings_active",
        "meetings",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'agreed')"),
        postgresql_where=sa.text("state IN ('asked', 'agreed')"),
    )
    op.create_index(
        "uq_meetings_candidate_time",
        "meetings",
        ["candidacy_id", "starts_at"],
        unique=True,
        sqlite_where=sa.text("state = 'agreed'"),
        postgresql_where=sa.text("state = 'agreed'"),
    )
    op.create_index(
        "uq_meetings_contact_time",
        "meetings",
        ["contact_id", "starts_at"],
        unique=True,
        sqlite_where=sa.text("state = 'agreed'"),
        postgresql_where=sa.text("state = 'agreed'"),
    )
    op.create_table(
        "feedback_versions",
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "feedback_id"],
            ["feedback.workspace_id", "feedback.id"],
            name=op.f("fk_feedback_versions_workspace_id_feedback_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_feedback_versions_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_versions")),
        sa.UniqueConstraint("feedback_id", "stamp", name=op.f("uq_feedback_versions_feedback_id_stamp")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_feedback_versions_workspace_id_id")),
    )
    op.create_index(op.f("ix_feedback_versions_workspace_id"), "feedback_versions", ["workspace_id"], unique=False)
    op.create_table(
        "points",
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("good", "grow", "note", name="pointkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "sharing",
            sa.Enum(
                "shareable", "team_only", "held", name="sharing", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("hold_reason", sa.String(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_proposed", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(sharing = 'held') = (hold_reason IS NOT NULL)", name=op.f("ck_points_held_has_reason")),
        sa.CheckConstraint(
            "sharing = 'team_only' OR NOT (is_private OR is_proposed)", name=op.f("ck_points_private_stays")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_points_text")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "feedback_id"],
            ["feedback.workspace_id", "feedback.id"],
            name=op.f("fk_points_workspace_id_feedback_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_points_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points")),
        sa.UniqueConstraint("feedback_id", "position", name=op.f("uq_points_feedback_id_position")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_points_workspace_id_id")),
    )
    op.create_index(op.f("ix_points_workspace_id"), "points", ["workspace_id"], unique=False)
    op.create_table(
        "private_links",
        sa.Column("candidacy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("mail_to", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(candidacy_id IS NULL) <> (meeting_id IS NULL)", name=op.f("ck_private_links_one_subject")),
        sa.CheckConstraint("mail_to <> ''", name=op.f("ck_private_links_mail_to")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "candidacy_id"],
            ["candidacies.workspace_id", "candidacies.id"],
            name=op.f("fk_private_links_workspace_id_candidacy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "meeting_id"],
            ["meetings.workspace_id", "meetings.id"],
            name=op.f("fk_private_links_workspace_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_private_links_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_private_links_digest")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_private_links_workspace_id_id")),
    )
    op.create_index(op.f("ix_private_links_workspace_id"), "private_links", ["workspace_id"], unique=False)
    op.create_table(
        "proposed_times",
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "meeting_id"],
            ["meetings.workspace_id", "meetings.id"],
            name=op.f("fk_proposed_times_workspace_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_proposed_times_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_times")),
        sa.UniqueConstraint("meeting_id", "starts_at", name=op.f("uq_proposed_times_meeting_id_starts_at")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_proposed_times_workspace_id_id")),
    )
    op.create_index(op.f("ix_proposed_times_workspace_id"), "proposed_times", ["workspace_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_private_links_workspace_id"), table_name="private_links")
    op.drop_table("private_links")
    op.drop_index(op.f("ix_proposed_times_workspace_id"), table_name="proposed_times")
    op.drop_table("proposed_times")
    op.drop_index(op.f("ix_points_workspace_id"), table_name="points")
    op.drop_table("points")
    op.drop_index(op.f("ix_feedback_versions_workspace_id"), table_name="feedback_versions")
    op.drop_table("feedback_versions")
    op.drop_index(
        "uq_meetings_contact_time",
        table_name="meetings",
        sqlite_where=sa.text("state = 'agreed'"),
        postgresql_where=sa.text("state = 'agreed'"),
    )
    op.drop_index(
        "uq_meetings_candidate_time",
        table_name="meetings",
        sqlite_where=sa.text("state = 'agreed'"),
        postgresql_where=sa.text("state = 'agreed'"),
    )
    op.drop_index(
        "uq_meetings_active",
        table_name="meetings",
        sqlite_where=sa.text("state IN ('asked', 'agreed')"),
        postgresql_where=sa.text("state IN ('asked', 'agreed')"),
    )
    op.drop_index(op.f("ix_meetings_workspace_id"), table_name="meetings")
    op.drop_table("meetings")
    op.drop_index(
        "uq_feedback_entered",
        table_name="feedback",
        sqlite_where=sa.text("source = 'entered'"),
        postgresql_where=sa.text("source = 'entered'"),
    )
    op.drop_index(
        "uq_feedback_form",
        table_name="feedback",
        sqlite_where=sa.text("source = 'form'"),
        postgresql_where=sa.text("source = 'form'"),
    )
    op.drop_index(op.f("ix_feedback_workspace_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_index(op.f("ix_left_out_points_workspace_id"), table_name="left_out_points")
    op.drop_table("left_out_points")
    op.drop_index(op.f("ix_script_points_workspace_id"), table_name="script_points")
    op.drop_table("script_points")
    op.drop_index(
        "uq_own_words_place",
        table_name="own_words",
        sqlite_where=sa.text("seat_id IS NULL"),
        postgresql_where=sa.text("seat_id IS NULL"),
    )
    op.drop_index(op.f("ix_own_words_workspace_id"), table_name="own_words")
    op.drop_table("own_words")
    op.drop_index(op.f("ix_held_points_workspace_id"), table_name="held_points")
    op.drop_table("held_points")
    op.drop_index(op.f("ix_drafts_workspace_id"), table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_thanks_workspace_id"), table_name="thanks")
    op.drop_table("thanks")
    op.drop_index(op.f("ix_no_invitations_workspace_id"), table_name="no_invitations")
    op.drop_table("no_invitations")
    op.drop_index(op.f("ix_clearances_workspace_id"), table_name="clearances")
    op.drop_table("clearances")
    op.drop_index(op.f("ix_timers_workspace_id"), table_name="timers")
    op.drop_index("ix_timers_due", table_name="timers")
    op.drop_table("timers")
    op.drop_index(
        "uq_seats_active",
        table_name="seats",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_seats_workspace_id"), table_name="seats")
    op.drop_table("seats")
    op.drop_index(op.f("ix_questions_workspace_id"), table_name="questions")
    op.drop_table("questions")
    op.drop_index(op.f("ix_put_offs_workspace_id"), table_name="put_offs")
    op.drop_table("put_offs")
    op.drop_index(
        "uq_offer_calls_current",
        table_name="offer_calls",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_offer_calls_workspace_id"), table_name="offer_calls")
    op.drop_table("offer_calls")
    op.drop_index(op.f("ix_alternates_workspace_id"), table_name="alternates")
    op.drop_table("alternates")
    op.drop_index(op.f("ix_volunteers_workspace_id"), table_name="volunteers")
    op.drop_table("volunteers")
    op.drop_index(op.f("ix_meeting_requests_workspace_id"), table_name="meeting_requests")
    op.drop_table("meeting_requests")
    op.drop_index(op.f("ix_invitations_workspace_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_index(op.f("ix_free_windows_workspace_id"), table_name="free_windows")
    op.drop_table("free_windows")
    op.drop_index(op.f("ix_deliveries_workspace_id"), table_name="deliveries")
    op.drop_index("ix_deliveries_ts", table_name="deliveries")
    op.drop_index("ix_deliveries_state", table_name="deliveries")
    op.drop_index("ix_deliveries_lane", table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(
        "uq_decisions_standing",
        table_name="decisions",
        sqlite_where=sa.text("reversed_at IS NULL AND choice <> 'not_yet'"),
        postgresql_where=sa.text("reversed_at IS NULL AND choice <> 'not_yet'"),
    )
    op.drop_index(op.f("ix_decisions_workspace_id"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_audit_entries_workspace_id"), table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_index(
        "uq_answers_current",
        table_name="answers",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_answers_workspace_id"), table_name="answers")
    op.drop_table("answers")
    op.drop_table("settings")
    op.drop_index(op.f("ix_contacts_workspace_id"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_candidacies_workspace_id"), table_name="candidacies")
    op.drop_index("ix_candidacies_open", table_name="candidacies")
    op.drop_table("candidacies")
    op.drop_index(op.f("ix_wordings_workspace_id"), table_name="wordings")
    op.drop_table("wordings")
    op.drop_index(op.f("ix_troubled_channels_workspace_id"), table_name="troubled_channels")
    op.drop_table("troubled_channels")
    op.drop_table("receipts")
    op.drop_index(op.f("ix_people_workspace_id"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_paces_workspace_id"), table_name="paces")
    op.drop_table("paces")
    op.drop_index(op.f("ix_jobs_workspace_id"), table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("workspaces")
