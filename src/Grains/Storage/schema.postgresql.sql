-- Grain storage as Orleans's ADO.NET provider uses it: the columns and query names are its contract, the statements are ours (queries.sql). Keys are
-- looked up by their text, so the hashes are kept and not indexed. The last four columns come out of the head's JSON: lists are made from them.
CREATE TABLE IF NOT EXISTS orleansquery (querykey varchar(64) PRIMARY KEY, querytext text NOT NULL);

-- Immutable in truth for UTF-8, which the database cannot know. The json type, unlike jsonb, also takes a text that holds a NUL.
CREATE OR REPLACE FUNCTION govstack_field(payload bytea, field text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT convert_from(payload, 'UTF8')::json ->> field $$;

CREATE TABLE IF NOT EXISTS orleansstorage (
    grainidhash integer NOT NULL,
    grainidn0 bigint NOT NULL,
    grainidn1 bigint NOT NULL,
    graintypehash integer NOT NULL,
    graintypestring varchar(512) NOT NULL,
    grainidextensionstring varchar(512) NOT NULL,
    serviceid varchar(150) NOT NULL,
    payloadbinary bytea,
    modifiedon timestamp NOT NULL,
    version integer NOT NULL,
    tenant text GENERATED ALWAYS AS (govstack_field(payloadbinary, 'tenant')) STORED,
    person text GENERATED ALWAYS AS (govstack_field(payloadbinary, 'person')) STORED,
    updated bigint GENERATED ALWAYS AS (govstack_field(payloadbinary, 'updated')::bigint) STORED,
    waiting_since bigint GENERATED ALWAYS AS (govstack_field(payloadbinary, 'waitingSince')::bigint) STORED,
    PRIMARY KEY (graintypestring, grainidextensionstring, grainidn0, grainidn1, serviceid)
);
CREATE INDEX IF NOT EXISTS orleansstorage_by_person ON orleansstorage (tenant, person);
CREATE INDEX IF NOT EXISTS orleansstorage_by_change ON orleansstorage (tenant, updated);
CREATE INDEX IF NOT EXISTS orleansstorage_waiting ON orleansstorage (waiting_since) WHERE waiting_since IS NOT NULL;

CREATE TABLE IF NOT EXISTS govstack_turns (
    conversation varchar(512) NOT NULL,
    number integer NOT NULL,
    message_id text NOT NULL,
    text_hash text NOT NULL,
    json text NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE INDEX IF NOT EXISTS govstack_turns_by_message ON govstack_turns (conversation, message_id);

CREATE TABLE IF NOT EXISTS govstack_feedback (
    conversation varchar(512) NOT NULL,
    turn integer NOT NULL,
    is_helpful integer NOT NULL,
    comment text,
    at bigint NOT NULL,
    PRIMARY KEY (conversation, turn)
);

CREATE TABLE IF NOT EXISTS govstack_audit (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    tenant text NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    reason text
);
CREATE INDEX IF NOT EXISTS govstack_audit_by_time ON govstack_audit (tenant, at);

CREATE TABLE IF NOT EXISTS govstack_spend (
    tenant text NOT NULL,
    day integer NOT NULL,
    botlet text NOT NULL,
    model text NOT NULL,
    shard integer NOT NULL,
    turns bigint NOT NULL,
    input_tokens bigint NOT NULL,
    cached_input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost bigint NOT NULL,
    PRIMARY KEY (tenant, day, botlet, model, shard)
);

-- Answers that may be given again, by a hash of all that must be equal.
CREATE TABLE IF NOT EXISTS govstack_answers (
    question text PRIMARY KEY,
    json text NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS govstack_answers_by_time ON govstack_answers (at);

-- The right to grant for a pool (PoolLease): who holds it counts beat up; state is the ledger's books after an orderly end, for the next holder.
CREATE TABLE IF NOT EXISTS govstack_leases (
    pool text PRIMARY KEY,
    epoch bigint NOT NULL,
    beat bigint NOT NULL,
    state text
);

-- Membership, where the settings put it into PostgreSQL.
CREATE TABLE IF NOT EXISTS orleansmembershipversiontable (
    deploymentid varchar(150) PRIMARY KEY,
    timestamp timestamptz(3) NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS orleansmembershiptable (
    deploymentid varchar(150) NOT NULL REFERENCES orleansmembershipversiontable,
    address varchar(45) NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    siloname varchar(150) NOT NULL,
    hostname varchar(150) NOT NULL,
    status integer NOT NULL,
    proxyport integer,
    suspecttimes varchar(8000),
    starttime timestamptz(3) NOT NULL,
    iamalivetime timestamptz(3) NOT NULL,
    PRIMARY KEY (deploymentid, address, port, generation)
);

CREATE TABLE IF NOT EXISTS orleansreminderstable (
    serviceid varchar(150) NOT NULL,
    grainid varchar(150) NOT NULL,
    remindername varchar(150) NOT NULL,
    starttime timestamptz(3) NOT NULL,
    period bigint NOT NULL,
    grainhash integer NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (serviceid, grainid, remindername)
);
CREATE INDEX IF NOT EXISTS orleansreminderstable_by_hash ON orleansreminderstable (serviceid, grainhash);
