-- One server on one machine: membership and reminders live in its memory, everything else as in PostgreSQL (see there).
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS orleansquery (querykey TEXT PRIMARY KEY, querytext TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS orleansstorage (
    grainidhash INTEGER NOT NULL,
    grainidn0 INTEGER NOT NULL,
    grainidn1 INTEGER NOT NULL,
    graintypehash INTEGER NOT NULL,
    graintypestring TEXT NOT NULL,
    grainidextensionstring TEXT NOT NULL,
    serviceid TEXT NOT NULL,
    payloadbinary BLOB,
    modifiedon TEXT NOT NULL,
    version INTEGER NOT NULL,
    tenant TEXT GENERATED ALWAYS AS (json_extract(CAST(payloadbinary AS TEXT), '$.tenant')) VIRTUAL,
    person TEXT GENERATED ALWAYS AS (json_extract(CAST(payloadbinary AS TEXT), '$.person')) VIRTUAL,
    updated INTEGER GENERATED ALWAYS AS (json_extract(CAST(payloadbinary AS TEXT), '$.updated')) VIRTUAL,
    waiting_since INTEGER GENERATED ALWAYS AS (json_extract(CAST(payloadbinary AS TEXT), '$.waitingSince')) VIRTUAL,
    PRIMARY KEY (graintypestring, grainidextensionstring, grainidn0, grainidn1, serviceid)
);
CREATE INDEX IF NOT EXISTS orleansstorage_by_person ON orleansstorage (tenant, person);
CREATE INDEX IF NOT EXISTS orleansstorage_by_change ON orleansstorage (tenant, updated);
CREATE INDEX IF NOT EXISTS orleansstorage_waiting ON orleansstorage (waiting_since) WHERE waiting_since IS NOT NULL;

CREATE TABLE IF NOT EXISTS govstack_turns (
    conversation TEXT NOT NULL,
    number INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE INDEX IF NOT EXISTS govstack_turns_by_message ON govstack_turns (conversation, message_id);

CREATE TABLE IF NOT EXISTS govstack_feedback (
    conversation TEXT NOT NULL,
    turn INTEGER NOT NULL,
    is_helpful INTEGER NOT NULL,
    comment TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation, turn)
);

CREATE TABLE IF NOT EXISTS govstack_audit (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT
);
CREATE INDEX IF NOT EXISTS govstack_audit_by_time ON govstack_audit (tenant, at);

CREATE TABLE IF NOT EXISTS govstack_spend (
    tenant TEXT NOT NULL,
    day INTEGER NOT NULL,
    botlet TEXT NOT NULL,
    model TEXT NOT NULL,
    shard INTEGER NOT NULL,
    turns INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, botlet, model, shard)
);

-- Answers that may be given again, by a hash of all that must be equal.
CREATE TABLE IF NOT EXISTS govstack_answers (
    question TEXT PRIMARY KEY,
    json TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS govstack_answers_by_time ON govstack_answers (at);

CREATE TABLE IF NOT EXISTS govstack_leases (
    pool TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    beat INTEGER NOT NULL,
    state TEXT
);
