-- Version 4: a save alters fewer pages. Which cases a record belongs to stands at its links, the queue of the index among the small
-- values, and the list holds the beginning of a title. All of it is derived; the log is as it was.

-- Out of the way first: tables keep their names, and one that is renamed is not spelt as one that was made so. A record belongs to a
-- case by a link that names it (`case`, the first by name where there are several) or, with the empty field, by what it hangs on.
CREATE TEMP TABLE held AS
    SELECT l.record_id, l.field, l.target, l.place,
        CASE WHEN l.field = (
            SELECT min(o.field) FROM main.link o
            WHERE o.record_id = l.record_id AND o.target = l.target AND o.field IN ('case', 'cases')
        ) THEN (SELECT m.place FROM main.case_record m WHERE m.record_id = l.record_id AND m.case_id = l.target) END AS member
    FROM main.link l;

INSERT INTO held (record_id, field, target, place, member)
    SELECT m.record_id, '', m.case_id, 0, m.place FROM main.case_record m
    WHERE NOT EXISTS (
        SELECT 1 FROM main.link o WHERE o.record_id = m.record_id AND o.target = m.case_id AND o.field IN ('case', 'cases')
    );

DROP TABLE case_record;

DROP TABLE link;

CREATE TABLE link (
    record_id TEXT NOT NULL,
    field TEXT NOT NULL,
    target TEXT NOT NULL,
    place INTEGER NOT NULL,
    member INTEGER,
    PRIMARY KEY (record_id, field, target)
) WITHOUT ROWID;

INSERT INTO link (record_id, field, target, place, member)
    SELECT record_id, field, target, place, member FROM temp.held ORDER BY record_id, field, target;

DROP TABLE temp.held;

CREATE INDEX link_by_target ON link (target, field, record_id, member);

CREATE VIEW case_record AS SELECT record_id, target AS case_id, member AS place FROM link WHERE member IS NOT NULL;

INSERT INTO meta (key, value) SELECT 'todo/' || record_id, x'' FROM index_todo;

DROP TABLE index_todo;

CREATE VIEW index_todo AS SELECT substr(key, 6) AS record_id FROM meta WHERE key >= 'todo/' AND key < 'todo0';

DROP INDEX record_list;

CREATE INDEX record_list ON record (deleted, type, date_from, id, changed, substr(title, 1, 32));
