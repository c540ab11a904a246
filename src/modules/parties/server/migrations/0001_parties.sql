create table parties.party (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  number text not null,
  kind text not null constraint party_kind_is_known check (kind in ('person', 'organisation')),
  state text not null constraint party_state_is_known check (state in ('active', 'dormant', 'closed')),
  name text not null constraint party_has_a_name check (name <> ''),
  name_en text,
  business_number text constraint business_number_has_ten_digits check (business_number ~ '^\d{10}$'),
  corporate_number text constraint corporate_number_has_thirteen_digits check (corporate_number ~ '^\d{13}$'),
  -- The preferred contact points, kept here so that a list needs no second table.
  phone text,
  email text,
  languages text[] not null default '{}',
  customer_group text,
  industry text,
  note text,
  -- Roles held today; party_role has them with their dates.
  roles text[] not null default '{}',
  -- Merging moves no row: a merged party points at its survivor, and everything under one root is one party.
  merged_into uuid references parties.party,
  root_id uuid not null references parties.party,
  -- What the search reads: names without blanks and legal forms, pairs of their letters and of their initials.
  search_text text not null,
  chosung text not null,
  grams text[] not null,
  version int not null default 1,
  created_at timestamptz not null,
  constraint party_number_is_unique unique (company_id, number),
  constraint party_is_its_own_root_or_merged check ((merged_into is null) = (root_id = id))
);
create index party_by_name on parties.party (company_id, name, id);
create index party_by_creation on parties.party (company_id, created_at, id);
create index party_by_root on parties.party (root_id);
create index party_by_merge on parties.party (merged_into) where merged_into is not null;
create index party_by_business_number on parties.party (company_id, business_number text_pattern_ops)
  where business_number is not null;
create index party_by_search_text on parties.party (company_id, search_text text_pattern_ops);
create index party_by_role on parties.party using gin (roles);
-- Without a pending list, so that a search straight after an import reads no backlog.
create index party_by_gram on parties.party using gin (grams) with (fastupdate = off);

create table parties.party_role (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  party_id uuid not null references parties.party,
  role text not null,
  from_on date not null,
  to_on date,
  created_at timestamptz not null,
  constraint role_ends_after_it_begins check (to_on >= from_on)
);
create unique index role_is_held_once_at_a_time on parties.party_role (party_id, role) where to_on is null;
create index party_role_by_change on parties.party_role (company_id, to_on) where to_on is not null;

create table parties.contact_point (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  party_id uuid not null references parties.party,
  kind text not null constraint contact_kind_is_known check (kind in ('phone', 'email', 'fax', 'web')),
  value text not null,
  -- E.164, or lower case: equal contact points are equal here.
  normalised text not null,
  label text,
  preferred boolean not null,
  created_at timestamptz not null,
  constraint contact_point_is_noted_once unique (party_id, kind, normalised)
);
create unique index one_preferred_contact_point_a_kind on parties.contact_point (party_id, kind) where preferred;
create index contact_point_by_value on parties.contact_point (company_id, kind, normalised text_pattern_ops);
create index contact_point_by_ending on parties.contact_point (company_id, reverse(normalised) text_pattern_ops)
  where kind = 'phone';

create table parties.party_address (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  party_id uuid not null references parties.party,
  kind text not null constraint address_kind_is_known check (kind in ('main', 'shipping', 'billing', 'branch', 'home')),
  recipient text,
  phone text,
  country text not null constraint address_country_is_iso check (country ~ '^[A-Z]{2}$'),
  postal_code text not null,
  region text not null,
  city text not null,
  line1 text not null,
  line2 text not null,
  from_on date not null,
  to_on date,
  is_default boolean not null,
  created_at timestamptz not null,
  constraint address_ends_after_it_begins check (to_on >= from_on),
  constraint ended_address_is_no_default check (not (is_default and to_on is not null))
);
create index party_address_by_party on parties.party_address (party_id);
create unique index one_default_address_a_party on parties.party_address (party_id) where is_default;

create table parties.party_relation (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  from_party_id uuid not null references parties.party,
  to_party_id uuid not null references parties.party,
  kind text not null constraint relation_kind_is_known check (kind in ('contact-of', 'subsidiary-of', 'agent-of')),
  title text,
  from_on date not null,
  to_on date,
  created_at timestamptz not null,
  constraint relation_is_between_two check (from_party_id <> to_party_id),
  constraint relation_ends_after_it_begins check (to_on >= from_on)
);
create unique index relation_holds_once_at_a_time on parties.party_relation (from_party_id, to_party_id, kind)
  where to_on is null;
create index party_relation_by_target on parties.party_relation (to_party_id);

create table parties.consent_entry (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  party_id uuid not null references parties.party,
  purpose text not null,
  channel text not null,
  granted boolean not null,
  at timestamptz not null,
  evidence text not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  created_at timestamptz not null
);
create index consent_entry_by_party on parties.consent_entry (party_id, purpose, channel, at desc, id desc);

create table parties.external_reference (
  company_id uuid not null references kernel.company,
  system text not null,
  key text not null,
  -- Checked at the commit: of two writers that meet, one claims the key first and writes its party afterwards.
  party_id uuid not null references parties.party deferrable initially deferred,
  created_at timestamptz not null,
  constraint external_reference_names_one_party primary key (company_id, system, key)
);
create index external_reference_by_party on parties.external_reference (party_id);

-- Two records a person has looked at and found to be two.
create table parties.party_distinct (
  company_id uuid not null references kernel.company,
  one_id uuid not null references parties.party,
  other_id uuid not null references parties.party,
  noted_by_name text not null,
  created_at timestamptz not null,
  primary key (one_id, other_id),
  constraint distinct_pair_is_ordered check (one_id < other_id)
);
create index party_distinct_by_other on parties.party_distinct (other_id);

create table parties.party_merge (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  survivor_id uuid not null references parties.party,
  merged_id uuid not null references parties.party,
  -- Fields of the survivor that were empty and took the merged party's value; undoing empties them again.
  filled jsonb not null,
  merged_by_name text not null,
  merged_at timestamptz not null,
  undone_by_name text,
  undone_at timestamptz
);
create index party_merge_by_survivor on parties.party_merge (survivor_id);
create unique index party_is_merged_once_at_a_time on parties.party_merge (merged_id) where undone_at is null;
