-- What a record may be found by. Grams are pairs of neighbouring characters, `c:` pairs of initials and `^` first
-- characters.
create table kernel.search_document (
  entity text not null,
  record_id uuid not null,
  company_id uuid not null,
  -- The organisation unit whose people may find it; null is the whole company.
  org_unit_id uuid,
  title text not null,
  subtitle text not null,
  forms text[] not null,
  grams text[] not null,
  chosung text not null,
  updated_at timestamptz not null default now(),
  primary key (entity, record_id)
);
create index search_document_by_gram on kernel.search_document using gin (grams);
create index search_document_by_form on kernel.search_document using gin (forms);
create index search_document_by_company on kernel.search_document (company_id, entity, record_id);

-- Every distinct text of the documents that is no code, with the keys that type it: slips and half-typed syllables are
-- looked for here, where a name stands once however many records carry it.
create table kernel.search_word (
  company_id uuid not null,
  form text not null,
  strokes text not null,
  primary key (company_id, form)
);
create index search_word_by_strokes on kernel.search_word using gin (strokes gin_trgm_ops);

-- Numbers, codes and phone digits, looked up by their beginning: pairs of digits are too common to find one by.
create table kernel.search_key (
  company_id uuid not null,
  key text collate "C" not null,
  entity text not null,
  record_id uuid not null,
  primary key (company_id, key, entity, record_id)
);
create index search_key_by_record on kernel.search_key (entity, record_id);

create table kernel.file (
  id uuid primary key,
  company_id uuid not null,
  name text not null,
  content_type text not null,
  size_bytes bigint not null constraint file_size_is_positive check (size_bytes >= 0),
  sha256 text not null,
  -- The record it belongs to; who may read the record may read the file.
  entity text,
  record_id uuid,
  state text not null constraint file_state_is_known check (state in ('clean', 'quarantined')),
  quarantine_reason text,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null
);
create index file_by_record on kernel.file (entity, record_id) where entity is not null;
create index file_by_company on kernel.file (company_id, created_at desc, id desc);

create table kernel.import (
  id uuid primary key,
  company_id uuid not null,
  entity text not null,
  file_id uuid not null references kernel.file,
  file_name text not null,
  state text not null default 'draft'
    constraint import_state_is_known check (state in ('draft', 'running', 'done', 'failed', 'cancelled')),
  encoding text not null,
  delimiter text not null,
  sheet text,
  sheets text[] not null default '{}',
  header_row int not null default 1,
  headers text[] not null default '{}',
  mapping jsonb not null default '{}',
  mode text not null default 'create' constraint import_mode_is_known check (mode in ('create', 'upsert')),
  analysis jsonb not null default '{}',
  row_count bigint not null default 0,
  -- The last row whose effect is committed; moved in the transaction of that effect, so a row has one effect only.
  rows_done bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  refused bigint not null default 0,
  job_id uuid,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null
);
create index import_by_company on kernel.import (company_id, created_at desc, id desc);

create table kernel.import_refusal (
  import_id uuid not null references kernel.import on delete cascade,
  row_number bigint not null,
  cells text[] not null,
  reasons jsonb not null,
  primary key (import_id, row_number)
);

-- Addressed to one person, or to whoever holds a permission when it is read.
create table kernel.notification (
  id uuid primary key,
  company_id uuid not null,
  user_id uuid,
  permission text,
  title_key text not null,
  body_key text,
  data jsonb not null,
  path text,
  at timestamptz not null,
  constraint notification_has_addressee check (num_nonnulls(user_id, permission) = 1)
);
create index notification_by_user on kernel.notification (company_id, user_id, at desc) where user_id is not null;
create index notification_by_permission on kernel.notification (company_id, permission, at desc) where permission is not null;

create table kernel.notification_reading (
  notification_id uuid not null references kernel.notification on delete cascade,
  user_id uuid not null,
  read_at timestamptz not null,
  primary key (notification_id, user_id)
);

create table kernel.saved_view (
  id uuid primary key,
  company_id uuid not null,
  user_id uuid not null,
  entity text not null,
  name text not null,
  query jsonb not null,
  columns jsonb,
  shared boolean not null,
  created_at timestamptz not null,
  constraint saved_view_name_is_unique unique (company_id, user_id, entity, name)
);
create index saved_view_by_entity on kernel.saved_view (company_id, entity);

create table kernel.setting (
  company_id uuid not null,
  key text not null,
  value jsonb not null,
  version int not null default 1,
  updated_at timestamptz not null,
  updated_by uuid not null,
  updated_by_name text not null,
  primary key (company_id, key)
);

-- Days on which the company itself is closed; public holidays come with the product.
create table kernel.holiday (
  id uuid primary key,
  company_id uuid not null,
  day date not null,
  name text not null,
  name_en text not null,
  created_at timestamptz not null,
  constraint holiday_is_named_once unique (company_id, day)
);

create table kernel.worker (
  name text primary key,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

-- A dead letter that a person has decided to leave undone keeps the reason.
alter table kernel.event_failure
  drop constraint failure_state_is_known,
  add constraint failure_state_is_known check (state in ('waiting', 'dead', 'resolved', 'discarded')),
  add column reason text,
  add column settled_by_name text;

alter table kernel.job add column started_at timestamptz;
