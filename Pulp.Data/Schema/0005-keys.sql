-- A repository key is kept with the units that have it, and has a number: the identifier of the first of them. Memberships name
-- the number: it is small, and comes in the order of the units, so that copying a version appends to its index instead of
-- spreading all over it. Both are null in a unit that has been in no repository since these columns came: it gets them with the
-- first that takes it.
CREATE TABLE content_keyed (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL,
    domain_id INTEGER NOT NULL,
    type_id INTEGER NOT NULL,
    natural_key BLOB NOT NULL,
    repo_key BLOB,
    key_id INTEGER,
    schema_number INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    interest INTEGER NOT NULL,
    labels TEXT,
    sort_1 BLOB,
    sort_2 BLOB,
    document TEXT NOT NULL
);
INSERT INTO content_keyed (id, uuid, domain_id, type_id, natural_key, repo_key, schema_number, created, updated, interest, labels, sort_1, sort_2, document)
SELECT c.id, c.uuid, c.domain_id, c.type_id, c.natural_key,
  (SELECT m.repo_key FROM repository_content m WHERE m.content_id = c.id LIMIT 1),
  c.schema_number, c.created, c.updated, c.interest, c.labels, c.sort_1, c.sort_2, c.document
FROM content c ORDER BY c.id;
DROP TABLE content;
ALTER TABLE content_keyed RENAME TO content;
CREATE UNIQUE INDEX content_uuid ON content (uuid);
CREATE UNIQUE INDEX content_natural_key ON content (domain_id, type_id, natural_key);
CREATE INDEX content_of_type ON content (domain_id, type_id);
CREATE INDEX content_repo_key ON content (repo_key, key_id) WHERE repo_key IS NOT NULL;
UPDATE content SET key_id = (SELECT min(o.id) FROM content o WHERE o.repo_key = content.repo_key) WHERE repo_key IS NOT NULL;

DROP INDEX repository_content_key;
ALTER TABLE repository_content ADD COLUMN key_id INTEGER NOT NULL DEFAULT 0;
UPDATE repository_content SET key_id = (SELECT c.key_id FROM content c WHERE c.id = repository_content.content_id);
ALTER TABLE repository_content DROP COLUMN repo_key;
CREATE UNIQUE INDEX repository_content_key ON repository_content (repository_id, key_id, added);
