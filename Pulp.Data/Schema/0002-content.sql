-- Domains and content types have numbers, because they are part of every large index.
CREATE TABLE content_domain (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE
);

CREATE TABLE content_type (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE artifact (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    domain_id INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    md5 BLOB,
    sha1 BLOB,
    sha224 BLOB,
    sha384 BLOB,
    sha512 BLOB,
    created INTEGER NOT NULL,
    interest INTEGER NOT NULL
);
CREATE UNIQUE INDEX artifact_sha256 ON artifact (sha256, domain_id);

-- Identifiers of content are counted here and never used twice: work under way may still hold one of a unit that is gone.
CREATE TABLE content_counter (
    next INTEGER NOT NULL
);
INSERT INTO content_counter (next) VALUES (1);

-- The document stands last, so that reading the columns before it does not read it.
CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL,
    domain_id INTEGER NOT NULL,
    type_id INTEGER NOT NULL,
    natural_key BLOB NOT NULL,
    schema_number INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    interest INTEGER NOT NULL,
    labels TEXT,
    sort_1 BLOB,
    sort_2 BLOB,
    document TEXT NOT NULL
);
CREATE UNIQUE INDEX content_uuid ON content (uuid);
CREATE UNIQUE INDEX content_natural_key ON content (domain_id, type_id, natural_key);
CREATE INDEX content_of_type ON content (domain_id, type_id);

-- What a unit refers to, by the target's natural key: the target may come later, or never.
CREATE TABLE content_reference (
    content_id INTEGER NOT NULL,
    target_type_id INTEGER NOT NULL,
    target_key BLOB NOT NULL,
    direction INTEGER NOT NULL,
    PRIMARY KEY (content_id, target_type_id, target_key)
) WITHOUT ROWID;
CREATE INDEX content_reference_target ON content_reference (target_key, target_type_id);

-- The n-th file of unit c has the identifier c * 1048576 + n: the files of a unit are neighbours and need no index.
-- path_hash is set where the path cannot be found through a repository key.
CREATE TABLE content_artifact (
    id INTEGER PRIMARY KEY,
    relative_path TEXT NOT NULL,
    path_hash INTEGER,
    artifact_id INTEGER REFERENCES artifact (id)
);
CREATE INDEX content_artifact_path ON content_artifact (path_hash) WHERE path_hash IS NOT NULL;
CREATE INDEX content_artifact_artifact ON content_artifact (artifact_id) WHERE artifact_id IS NOT NULL;

-- remote_id is not declared as a reference: the sources of a deleted remote are passed over when they are read.
CREATE TABLE remote_artifact (
    content_artifact_id INTEGER NOT NULL,
    remote_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    size INTEGER,
    failed_at INTEGER,
    md5 BLOB,
    sha1 BLOB,
    sha224 BLOB,
    sha256 BLOB,
    sha384 BLOB,
    sha512 BLOB,
    PRIMARY KEY (content_artifact_id, remote_id)
) WITHOUT ROWID;

-- state: 0 complete, 1 draft, 2 staged draft, 3 being merged into its successor, 4 latest version being dropped.
-- start_ordinal: of a draft, the version it was begun on; of a version being dropped, its predecessor.
-- phase and cursor: how far a merge has come.
CREATE TABLE repository_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    repository_id INTEGER NOT NULL REFERENCES resource (id),
    ordinal INTEGER NOT NULL,
    number INTEGER,
    state INTEGER NOT NULL,
    start_ordinal INTEGER NOT NULL,
    base_version BLOB,
    set_hash BLOB NOT NULL,
    summary TEXT NOT NULL,
    phase INTEGER NOT NULL DEFAULT 0,
    cursor INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
);
CREATE UNIQUE INDEX repository_version_ordinal ON repository_version (repository_id, ordinal);
CREATE UNIQUE INDEX repository_version_number ON repository_version (repository_id, number) WHERE number IS NOT NULL;
CREATE INDEX repository_version_unfinished ON repository_version (repository_id) WHERE state <> 0;
CREATE INDEX repository_version_base ON repository_version (base_version) WHERE base_version IS NOT NULL;

-- A unit is in the version of ordinal v when added <= v and (removed is null or removed > v).
CREATE TABLE repository_content (
    id INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL,
    content_id INTEGER NOT NULL,
    type_id INTEGER NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER,
    repo_key BLOB NOT NULL,
    group_key TEXT
);
CREATE UNIQUE INDEX repository_content_key ON repository_content (repository_id, repo_key, added);
CREATE INDEX repository_content_content ON repository_content (content_id, repository_id);
CREATE INDEX repository_content_added ON repository_content (repository_id, added);
CREATE INDEX repository_content_removed ON repository_content (repository_id, removed) WHERE removed IS NOT NULL;
CREATE INDEX repository_content_group ON repository_content (repository_id, type_id, group_key) WHERE group_key IS NOT NULL;

-- What other drafts did to rows that an open staged draft counts on. displaced = 1: a removal mark of the staged draft was
-- overwritten or went with its row; displaced = 0: a row came back and its key must be checked when the staged draft is completed.
CREATE TABLE staged_overlap (
    id INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL,
    row_id INTEGER,
    displaced INTEGER NOT NULL,
    type_id INTEGER NOT NULL,
    content_uuid BLOB NOT NULL
);
CREATE INDEX staged_overlap_repository ON staged_overlap (repository_id, row_id);

CREATE TABLE published_file (
    publication_id INTEGER NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
    relative_path TEXT NOT NULL,
    artifact_id INTEGER REFERENCES artifact (id),
    content_artifact_id INTEGER,
    PRIMARY KEY (publication_id, relative_path)
) WITHOUT ROWID;
CREATE INDEX published_file_artifact ON published_file (artifact_id) WHERE artifact_id IS NOT NULL;
