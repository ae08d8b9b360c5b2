-- The directories that a unit's files need, by the hash of their path: so a file is found to stand where another needs a directory.
CREATE TABLE content_directory (
    path_hash INTEGER NOT NULL,
    content_id INTEGER NOT NULL,
    PRIMARY KEY (path_hash, content_id)
) WITHOUT ROWID;
CREATE INDEX content_directory_content ON content_directory (content_id);

-- has_paths: files of the type are found by path_hash. has_directories: some file of the type lies in a directory.
-- A version of which one type has files, found by repository key and in no directory, needs no check of its paths.
ALTER TABLE content_type ADD COLUMN has_paths INTEGER NOT NULL DEFAULT 0;
ALTER TABLE content_type ADD COLUMN has_directories INTEGER NOT NULL DEFAULT 0;

INSERT INTO content_directory (path_hash, content_id)
WITH RECURSIVE ancestor (content_id, path, slash) AS (
    SELECT id / 1048576, relative_path, instr(relative_path, '/') FROM content_artifact WHERE instr(relative_path, '/') > 0
    UNION ALL
    SELECT content_id, path, slash + instr(substr(path, slash + 1), '/') FROM ancestor WHERE instr(substr(path, slash + 1), '/') > 0
)
SELECT DISTINCT path_hash(substr(path, 1, slash - 1)), content_id FROM ancestor;

UPDATE content_type SET has_paths = 1 WHERE id IN (
    SELECT c.type_id FROM content_artifact f JOIN content c ON c.id = f.id / 1048576 WHERE f.path_hash IS NOT NULL);
UPDATE content_type SET has_directories = 1 WHERE id IN (SELECT c.type_id FROM content_directory d JOIN content c ON c.id = d.content_id);
