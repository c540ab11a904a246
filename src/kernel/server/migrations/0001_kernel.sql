create extension if not exists pg_trgm;

create table kernel.company (
  id uuid primary key,
  code text not null constraint company_code_is_unique unique,
  name text not null,
  name_en text not null,
  business_number text,
  currency char(3) not null,
  time_zone text not null default 'Asia/Seoul',
  version int not null default 1,
  created_at timestamptz not null
);

-- The frame of access: whose records a person sees. The people module draws it as the organisation chart.
create table kernel.org_unit (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  parent_id uuid references kernel.org_unit,
  code text not null,
  name text not null,
  name_en text not null,
  version int not null default 1,
  created_at timestamptz not null,
  constraint org_unit_code_is_unique unique (company_id, code)
);

create table kernel.event (
  id uuid primary key,
  seq bigint generated always as identity,
  -- The writing transaction: consumers read only below the oldest one still open, so none is ever skipped.
  xact xid8 not null default pg_current_xact_id(),
  company_id uuid not null,
  type text not null,
  entity text not null,
  record_id uuid not null,
  refs text[] not null,
  data jsonb not null,
  actor_id uuid not null,
  actor_name text not null,
  trace_id text not null,
  at timestamptz not null
);
create index event_by_position on kernel.event (xact, seq);
create index event_by_ref on kernel.event using gin (refs);
create index event_by_company on kernel.event (company_id, at desc, id desc);

create table kernel.consumer (
  name text primary key,
  xact xid8 not null,
  seq bigint not null,
  handled bigint not null default 0,
  updated_at timestamptz not null default now()
);

create table kernel.event_inbox (
  consumer text not null,
  event_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

create table kernel.event_failure (
  consumer text not null,
  event_id uuid not null references kernel.event,
  attempts int not null,
  state text not null constraint failure_state_is_known check (state in ('waiting', 'dead', 'resolved')),
  error text not null,
  next_at timestamptz not null,
  first_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index event_failure_due on kernel.event_failure (next_at) where state = 'waiting';

create table kernel.job (
  id uuid primary key,
  company_id uuid not null,
  kind text not null,
  state text not null default 'queued'
    constraint job_state_is_known check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  input jsonb not null,
  checkpoint jsonb,
  progress_done bigint not null default 0,
  progress_total bigint,
  result jsonb,
  error text,
  error_file_id uuid,
  attempts int not null default 0,
  max_attempts int not null default 3,
  unique_key text,
  run_at timestamptz not null,
  lease_until timestamptz,
  worker text,
  cancel_requested boolean not null default false,
  created_by uuid not null,
  created_by_name text not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index job_due on kernel.job (run_at) where state in ('queued', 'running');
create index job_by_company on kernel.job (company_id, created_at desc, id desc);
create unique index job_is_queued_once on kernel.job (kind, unique_key) where state in ('queued', 'running');

create table kernel.cron (
  name text primary key,
  next_at timestamptz not null,
  last_at timestamptz
);

create table kernel.audit_entry (
  id uuid primary key,
  company_id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid not null,
  actor_name text not null,
  action text not null,
  entity text not null,
  record_id uuid not null,
  before jsonb,
  after jsonb,
  reason text,
  trace_id text not null,
  ip text,
  xact xid8 not null default pg_current_xact_id()
);
create index audit_entry_by_record on kernel.audit_entry (entity, record_id, at desc);
create index audit_entry_by_company on kernel.audit_entry (company_id, at desc, id desc);

create table kernel.idempotency (
  company_id uuid not null,
  principal_id uuid not null,
  key text not null,
  route text not null,
  body_hash text not null,
  status int not null,
  -- Sent again as it was, never looked into: kept as text and uncompressed.
  response json,
  created_at timestamptz not null,
  constraint idempotency_key_has_one_effect primary key (company_id, principal_id, key)
);
alter table kernel.idempotency alter column response set storage external;
create index idempotency_by_age on kernel.idempotency using brin (created_at);

create table kernel.number_series (
  company_id uuid not null,
  series text not null,
  next bigint not null,
  primary key (company_id, series)
);

create table kernel.personal_data_access (
  id uuid primary key,
  company_id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid not null,
  actor_name text not null,
  entity text not null,
  record_ids uuid[] not null,
  fields text[] not null,
  purpose text not null,
  ip text
);
create index personal_data_access_by_company on kernel.personal_data_access (company_id, at desc, id desc);
create index personal_data_access_by_record on kernel.personal_data_access using gin (record_ids);
