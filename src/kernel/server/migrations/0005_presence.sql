-- Who has which record open. Unlogged: after a crash nobody has anything open.
create unlogged table kernel.presence (
  entity text not null,
  record_id uuid not null,
  user_id uuid not null,
  company_id uuid not null,
  user_name text not null,
  seen_at timestamptz not null,
  primary key (entity, record_id, user_id)
);
create index presence_by_age on kernel.presence (seen_at);
