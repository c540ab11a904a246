-- The seal over the audit trail: a gapless chain, each link's hash covering the one before it and its entry.
-- No foreign key to the entry: it would lock and rewrite every entry once more, and verifying finds a missing one anyway.
create table kernel.audit_link (
  seq bigint primary key,
  entry_id uuid not null constraint audit_entry_is_sealed_once unique,
  prev_hash bytea not null,
  hash bytea not null
);

-- Where the sealer stands; its row is the lock by which one seals at a time.
create table kernel.audit_head (
  one boolean primary key default true constraint audit_head_is_one check (one),
  seq bigint not null,
  hash bytea not null,
  xact xid8 not null,
  entry_id uuid not null
);
insert into kernel.audit_head (seq, hash, xact, entry_id)
values (0, decode(repeat('00', 32), 'hex'), '0', '00000000-0000-0000-0000-000000000000');

create index audit_entry_by_position on kernel.audit_entry (xact, id);
