-- The least versions of the core and of plugins that may run a task, as JSON; null when any may.
ALTER TABLE task ADD COLUMN versions TEXT;
