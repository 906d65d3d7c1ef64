-- The tables of a vault as they are now, version 4; `migrations/` applied in order gives the same (a test compares them).
-- What a person recorded stands in `change` alone, once and for ever; every table marked "derived" can be made anew from it.

CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

-- The log: docs/formats/log.md. Ids are 32 lower-case hexadecimal characters; parents and fields are sorted JSON lists.
CREATE TABLE change (
    seq INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
    id TEXT NOT NULL,
    batch TEXT NOT NULL,
    type TEXT,
    type_version INTEGER,
    record_id TEXT,
    parents TEXT NOT NULL CHECK (json_valid(parents)),
    fields TEXT NOT NULL CHECK (json_valid(fields)),
    action TEXT NOT NULL,
    at_utc INTEGER NOT NULL,
    mono_ns INTEGER NOT NULL,
    boot TEXT,
    device TEXT,
    actor TEXT,
    lamport INTEGER NOT NULL,
    origin TEXT CHECK (origin IS NULL OR json_valid(origin)),
    payload TEXT CHECK (payload IS NULL OR json_valid(payload)),
    salt BLOB CHECK (salt IS NULL OR length(salt) = 32),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    prev_mac BLOB NOT NULL CHECK (length(prev_mac) = 32),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    CHECK ((payload IS NULL) = (salt IS NULL))
);

-- The one index of the log, because each costs every save a page: a row is looked up by its record, a batch is read off the end.
CREATE INDEX change_by_record ON change (record_id, seq, id);

-- The log is only appended to: the database itself refuses the rest, whoever asks. One thing alone can be done to a row that stands:
-- erasing takes out its payload and its salt, both, and nothing else of it.
CREATE TRIGGER change_is_appended BEFORE INSERT ON change
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM change)
    OR EXISTS (SELECT 1 FROM change WHERE record_id IS new.record_id AND id = new.id)
BEGIN
    SELECT raise(ABORT, 'the log is only appended to');
END;

CREATE TRIGGER change_is_kept BEFORE DELETE ON change
BEGIN
    SELECT raise(ABORT, 'the log is only appended to');
END;

CREATE TRIGGER change_is_final BEFORE UPDATE ON change
WHEN NOT (
    old.payload IS NOT NULL AND old.salt IS NOT NULL AND new.payload IS NULL AND new.salt IS NULL
    AND new.seq IS old.seq AND new.id IS old.id AND new.batch IS old.batch AND new.type IS old.type
    AND new.type_version IS old.type_version AND new.record_id IS old.record_id AND new.parents IS old.parents
    AND new.fields IS old.fields AND new.action IS old.action AND new.at_utc IS old.at_utc
    AND new.mono_ns IS old.mono_ns AND new.boot IS old.boot AND new.device IS old.device AND new.actor IS old.actor
    AND new.lamport IS old.lamport AND new.origin IS old.origin AND new.digest IS old.digest
    AND new.prev_mac IS old.prev_mac AND new.mac IS old.mac
)
BEGIN
    SELECT raise(ABORT, 'the log is only appended to');
END;

-- Derived: the present state of each record. `changed` is the seq of its newest row with a payload; dates are ISO days or empty.
CREATE TABLE record (
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    type_version INTEGER NOT NULL,
    title TEXT NOT NULL,
    date_from TEXT NOT NULL,
    date_to TEXT NOT NULL,
    data_class INTEGER NOT NULL,
    heads TEXT NOT NULL CHECK (json_valid(heads)),
    conflicts TEXT NOT NULL CHECK (json_valid(conflicts)),
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    changed INTEGER NOT NULL
);

-- Every list is read from this index alone: in order of dates as it stands, in the other orders after a sort in memory. Of a title
-- it holds the beginning: with whole ones few rows found room in a page, and every second save had to part one.
CREATE INDEX record_list ON record (deleted, type, date_from, id, changed, substr(title, 1, 32));

-- Derived: which record points to which. `field` is "key" or "table/column", `place` counts the references of one field.
-- `member` says that the record belongs to the case it points to: its place among the record's cases, 0 for the one it is shown
-- under. It stands at the link `case` or `cases`; a record that belongs to a case by what it hangs on has a row of its own, with the
-- empty field, which no reference has. One table for both, because each tree and each row costs every save a page.
-- Only live records have rows here and below.
CREATE TABLE link (
    record_id TEXT NOT NULL,
    field TEXT NOT NULL,
    target TEXT NOT NULL,
    place INTEGER NOT NULL,
    member INTEGER,
    PRIMARY KEY (record_id, field, target)
) WITHOUT ROWID;

CREATE INDEX link_by_target ON link (target, field, record_id, member);

CREATE VIEW case_record AS SELECT record_id, target AS case_id, member AS place FROM link WHERE member IS NOT NULL;

-- Derived: the keys under which a name is found, in every script.
CREATE TABLE name_key (
    record_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (record_id, kind, key)
) WITHOUT ROWID;

CREATE INDEX name_key_by_key ON name_key (key, kind);

-- Derived: the full-text index, written behind the records from the queue `index_todo`, which lies in the page that holds the end
-- of the log and is written by every save anyway.
CREATE VIEW index_todo AS SELECT substr(key, 6) AS record_id FROM meta WHERE key >= 'todo/' AND key < 'todo0';

CREATE TABLE search_row (seq INTEGER NOT NULL PRIMARY KEY, record_id TEXT NOT NULL UNIQUE);

CREATE VIRTUAL TABLE search_text USING fts5 (name, alias, pinyin, script, body, tokenize = 'ascii');

-- Without this a deleted name stays in the index's own pages, and in every copy of the file.
INSERT INTO search_text (search_text, rank) VALUES ('secure-delete', 1);

-- Attachments: storage only; what is known about a file is payload of an evidence record.
CREATE TABLE blob (
    id TEXT NOT NULL PRIMARY KEY,
    wrapped_key BLOB NOT NULL,
    dedup BLOB NOT NULL,
    length INTEGER NOT NULL,
    padded INTEGER NOT NULL,
    ct_sha256 BLOB
) WITHOUT ROWID;

CREATE INDEX blob_by_dedup ON blob (dedup);

-- Derived: which evidence record names which attachment, in which of its rows and as what kind of file. Written with the index.
CREATE TABLE attached (
    blob TEXT NOT NULL,
    record_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    mime TEXT NOT NULL,
    PRIMARY KEY (blob, record_id, place)
) WITHOUT ROWID;

CREATE INDEX attached_by_record ON attached (record_id);

-- Derived: what came of taking the words out of a file (docs/formats/attachments.md). `words` is the version of the rules by which
-- they were entered below, empty while they wait; `text` is compressed by zlib, null where there is none.
CREATE TABLE file_text (
    blob TEXT NOT NULL PRIMARY KEY,
    extractor TEXT NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL,
    text BLOB
);

-- Derived: a long text is entered in parts, each a row of `file_words`.
CREATE TABLE file_part (seq INTEGER NOT NULL PRIMARY KEY, blob TEXT NOT NULL);

CREATE INDEX file_part_by_blob ON file_part (blob);

CREATE VIRTUAL TABLE file_words USING fts5 (words, tokenize = 'ascii');

-- Without this a deleted word stays in the index's own pages, and in every copy of the file.
INSERT INTO file_words (file_words, rank) VALUES ('secure-delete', 1);

-- What is typed and not saved yet, as JSON; kept out of the log and of every copy that leaves.
CREATE TABLE draft (key TEXT NOT NULL PRIMARY KEY, payload TEXT NOT NULL CHECK (json_valid(payload)), at_utc INTEGER NOT NULL);
