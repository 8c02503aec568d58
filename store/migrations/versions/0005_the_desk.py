"""The desk: cases, their moves, clocks, instructions, evidence, and changes of rules."""

import sqlalchemy as sa
from alembic import op

import store.types

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("handler", sa.String(length=64), nullable=False),
        sa.Column("lead", sa.String(length=64), nullable=False),
        sa.Column("accused", sa.String(length=64), nullable=False),
        sa.Column("first_at", store.types.UtcTime(), nullable=False),
        sa.Column("opened_at", store.types.UtcTime(), nullable=False),
        sa.Column("returns", sa.SmallInteger(), nullable=False),
        sa.Column("reopened", sa.SmallInteger(), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("supervised", sa.Boolean(), nullable=False),
        sa.Column("asked_days", sa.SmallInteger(), nullable=False),
        sa.Column("assigned_at", store.types.UtcTime(), nullable=True),
        sa.Column("assigned_by", sa.String(length=64), nullable=False),
        sa.Column("finished_at", store.types.UtcTime(), nullable=True),
        sa.Column("finished_by", sa.String(length=64), nullable=False),
        sa.Column("published_at", store.types.UtcTime(), nullable=True),
        sa.Column("called_back_at", store.types.UtcTime(), nullable=True),
        sa.Column("verified_at", store.types.UtcTime(), nullable=True),
        sa.Column("verified_by", sa.String(length=64), nullable=False),
        sa.Column("solved", sa.String(length=8), nullable=False),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.Column("rerated", sa.SmallInteger(), nullable=False),
        sa.Column("closed_at", store.types.UtcTime(), nullable=True),
        sa.Column(
            "merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("platform_at", store.types.UtcTime(), nullable=True),
        sa.Column("subject_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        comment="交办件: who owes what. Finished (办结) and solved (解决) are two columns.",
    )
    op.create_index("ix_cases_state", "cases", ["state", "handler"], unique=False)
    op.create_index(
        "uq_cases_open",
        "cases",
        ["subject", "subject_id", "item"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "rule_changes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", store.types.UtcTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", store.types.UtcTime(), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("clocks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_changes")),
        comment="An edited rule for running clocks: asked by one person, approved by another.",
    )
    op.create_index("ix_rule_changes_rule", "rule_changes", ["rule_id", "outcome"], unique=False)
    op.create_table(
        "case_clocks",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("start_at", store.types.UtcTime(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_clocks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clocks")),
        comment="Clocks of cases with the rule as it stood at the start, or as approved since.",
    )
    op.create_index("ix_case_clocks_case", "case_clocks", ["case_id"], unique=False)
    op.create_index("ix_case_clocks_running", "case_clocks", ["running", "rule_id"], unique=False)
    op.create_table(
        "case_moves",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("move", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_unit", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_moves_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_moves")),
        sa.UniqueConstraint("case_id", "revision", name=op.f("uq_case_moves_case_id_revision")),
        comment="Every move of every case; the unique revision lets one of two people win.",
    )
    op.create_index("ix_case_moves_at", "case_moves", ["at"], unique=False)
    op.create_table(
        "case_partners",
        sa.Column(
            "case_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("asked_at", store.types.UtcTime(), nullable=False),
        sa.Column("answered_at", store.types.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_partners_case_id")),
        sa.PrimaryKeyConstraint("case_id", "unit", name=op.f("pk_case_partners")),
        comment="协办单位 of a case, and when each gave its opinion.",
    )
    op.create_table(
        "evidence",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", store.types.UtcTime(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        comment="Pictures before and after, drawn anew: without EXIF, place or device.",
    )
    op.create_index("ix_evidence_case", "evidence", ["case_id"], unique=False)
    op.create_table(
        "clock_events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("clock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", store.types.UtcTime(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["case_clocks.id"], name=op.f("fk_clock_events_clock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_events")),
        comment="What happened to a clock: suspended, extended, stopped, reopened.",
    )
    op.create_index("ix_clock_events_clock", "clock_events", ["clock_id"], unique=False)
    op.create_table(
        "instructions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post", sa.String(length=64), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", store.types.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_instructions_case_id")),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["case_clocks.id"], name=op.f("fk_instructions_clock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructions")),
        comment="批示: the post (never a name), what is required and by when it is to be answered.",
    )
    op.create_index("ix_instructions_case", "instructions", ["case_id"], unique=False)
