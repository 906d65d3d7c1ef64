-- Version 3: the words of attached files can be searched. All of it is derived: from evidence records, and from the files themselves.

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

-- The evidence that is there already is entered with its files.
INSERT OR IGNORE INTO index_todo (record_id) SELECT id FROM record WHERE type = 'evidence' AND deleted = 0;
