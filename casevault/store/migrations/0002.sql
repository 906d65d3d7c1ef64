-- Version 2: erasing. A row of the log may lose its payload together with its salt, once and for ever, and alter in nothing else:
-- its digest and its place in the chain stay what they were.

DROP TRIGGER change_is_final;

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
