-- Resources of all kinds. key_scope is the kind, for plugins' own kinds the type too; resources without a key have none.
CREATE TABLE resource (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    domain BLOB NOT NULL,
    kind TEXT NOT NULL,
    type TEXT NOT NULL,
    key_scope TEXT NOT NULL,
    key TEXT,
    base_path TEXT,
    complete INTEGER,
    labels TEXT NOT NULL,
    document TEXT NOT NULL,
    secrets BLOB,
    revision INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
);
CREATE UNIQUE INDEX resource_key ON resource (domain, key_scope, key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX resource_base_path ON resource (domain, base_path) WHERE base_path IS NOT NULL;
CREATE INDEX resource_kind ON resource (domain, kind, type, id);

-- What the reference fields of a document point to: resources, repository versions or content.
-- on_delete: 0 the reference becomes null, 1 the target stays, 2 the resource goes too.
CREATE TABLE resource_reference (
    resource_id INTEGER NOT NULL REFERENCES resource (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    target BLOB NOT NULL,
    on_delete INTEGER NOT NULL,
    PRIMARY KEY (resource_id, field, target)
) WITHOUT ROWID;
CREATE INDEX resource_reference_target ON resource_reference (target);

-- Where each repository stands; its versions are in tables of their own.
CREATE TABLE repository_state (
    repository_id INTEGER PRIMARY KEY REFERENCES resource (id) ON DELETE CASCADE,
    latest_version INTEGER,
    latest_number INTEGER,
    next_number INTEGER NOT NULL DEFAULT 0,
    next_ordinal INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE app_user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email TEXT NOT NULL,
    is_staff INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    is_superuser INTEGER NOT NULL,
    date_joined INTEGER NOT NULL,
    security_stamp INTEGER NOT NULL
);

CREATE TABLE app_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE group_member (
    group_id INTEGER NOT NULL REFERENCES app_group (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX group_member_user ON group_member (user_id);

CREATE TABLE role (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    description TEXT,
    permissions TEXT NOT NULL,
    locked INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
);

CREATE TABLE role_grant (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    user_id INTEGER REFERENCES app_user (id) ON DELETE CASCADE,
    group_id INTEGER REFERENCES app_group (id) ON DELETE CASCADE,
    role_id INTEGER NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    object_id TEXT,
    object_prn TEXT,
    created INTEGER NOT NULL,
    CHECK ((user_id IS NULL) <> (group_id IS NULL))
);
CREATE UNIQUE INDEX role_grant_unique ON role_grant (coalesce(user_id, 0), coalesce(group_id, 0), role_id, coalesce(object_prn, ''));
CREATE INDEX role_grant_user ON role_grant (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX role_grant_group ON role_grant (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX role_grant_role ON role_grant (role_id);
CREATE INDEX role_grant_object ON role_grant (object_id) WHERE object_id IS NOT NULL;

CREATE TABLE api_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    objects TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER,
    last_used INTEGER
);
CREATE INDEX api_token_user ON api_token (user_id);

CREATE TABLE task_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    description TEXT NOT NULL,
    all_dispatched INTEGER NOT NULL,
    created INTEGER NOT NULL
);

CREATE TABLE task (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    domain BLOB NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    logging_cid TEXT NOT NULL,
    created_by INTEGER,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unblocked INTEGER,
    started INTEGER,
    finished INTEGER,
    parent_task BLOB,
    task_group BLOB,
    error TEXT,
    progress TEXT NOT NULL,
    created_resources TEXT NOT NULL,
    locks TEXT NOT NULL,
    arguments BLOB,
    result TEXT
);
CREATE INDEX task_unfinished ON task (id) WHERE state IN ('waiting', 'running', 'canceling');
CREATE INDEX task_domain_state ON task (domain, state);
CREATE INDEX task_finished ON task (finished) WHERE finished IS NOT NULL;
CREATE INDEX task_parent ON task (parent_task) WHERE parent_task IS NOT NULL;
CREATE INDEX task_in_group ON task (task_group) WHERE task_group IS NOT NULL;

CREATE TABLE upload (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    domain BLOB NOT NULL,
    size INTEGER NOT NULL,
    created_by INTEGER,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    chunks TEXT NOT NULL
);

CREATE TABLE state (
    scope BLOB NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
