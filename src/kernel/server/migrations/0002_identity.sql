-- People who log in. The shapes of user, session, account and verification follow the common model of
-- authentication libraries, so that one can be put over them later; tokens are kept as hashes only.
create table kernel.user (
  id uuid primary key,
  email text not null,
  email_verified boolean not null default false,
  name text not null,
  image text,
  locale text not null default 'ko' constraint user_locale_is_known check (locale in ('ko', 'en')),
  state text not null default 'active' constraint user_state_is_known check (state in ('active', 'disabled')),
  -- Made for a demonstration with a password that is shown; production refuses to start with one.
  demo boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint user_email_is_lower_case check (email = lower(email))
);
create unique index user_email_is_unique on kernel.user (email);

-- A way by which a user proves who they are: a password, later a single sign-on.
create table kernel.account (
  id uuid primary key,
  user_id uuid not null references kernel.user on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint account_is_unique unique (provider_id, account_id)
);
create index account_by_user on kernel.account (user_id);

create table kernel.session (
  id uuid primary key,
  user_id uuid not null references kernel.user on delete cascade,
  company_id uuid not null references kernel.company,
  token_hash bytea not null constraint session_token_is_unique unique,
  -- The token before the last rotation, good for a few seconds so that requests under way do not fail.
  previous_token_hash bytea,
  rotated_at timestamptz,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  elevated_until timestamptz,
  revoked_at timestamptz,
  ip_address text,
  user_agent text
);
create index session_by_user on kernel.session (user_id, last_seen_at desc);
create index session_by_previous_token on kernel.session (previous_token_hash) where previous_token_hash is not null;

-- Short-lived proofs: a link in a mail, a one-time code.
create table kernel.verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verification_by_identifier on kernel.verification (identifier);

-- Logins that failed, by account and by address; kept here so that every process counts together.
create table kernel.login_attempt (
  subject text primary key,
  failures int not null,
  last_at timestamptz not null,
  locked_until timestamptz
);

-- Passwords of demonstration accounts, shown on the login page of a demonstration and nowhere else.
create table kernel.demo_login (
  user_id uuid primary key references kernel.user on delete cascade,
  password text not null,
  role text not null
);

create table kernel.membership (
  user_id uuid not null references kernel.user on delete cascade,
  company_id uuid not null references kernel.company,
  created_at timestamptz not null,
  primary key (user_id, company_id)
);
create index membership_by_company on kernel.membership (company_id, user_id);

create table kernel.role (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  code text not null,
  name text not null,
  name_en text not null,
  -- Comes with the house and is renewed with it; a company that wants another makes its own.
  built_in boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null,
  constraint role_code_is_unique unique (company_id, code)
);

-- A permission by name, or a pattern such as 'order.*'.
create table kernel.role_permission (
  role_id uuid not null references kernel.role on delete cascade,
  permission text not null,
  primary key (role_id, permission)
);

create table kernel.user_role (
  id uuid primary key,
  user_id uuid not null,
  company_id uuid not null,
  role_id uuid not null references kernel.role on delete cascade,
  -- The unit whose records are seen, with all below it; none for the whole company.
  org_unit_id uuid references kernel.org_unit,
  created_at timestamptz not null,
  constraint user_role_belongs_to_member foreign key (user_id, company_id)
    references kernel.membership on delete cascade,
  constraint user_role_is_given_once unique nulls not distinct (user_id, company_id, role_id, org_unit_id)
);
create index user_role_by_role on kernel.user_role (role_id);

create table kernel.api_key (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  user_id uuid not null references kernel.user on delete cascade,
  name text not null,
  prefix text not null,
  token_hash bytea not null constraint api_key_token_is_unique unique,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_key_by_company on kernel.api_key (company_id, created_at desc, id desc);

create table kernel.four_eyes_request (
  id uuid primary key,
  company_id uuid not null,
  kind text not null,
  entity text not null,
  record_id uuid not null,
  payload jsonb not null,
  reason text not null,
  state text not null default 'waiting'
    constraint four_eyes_state_is_known check (state in ('waiting', 'approved', 'refused', 'withdrawn')),
  requested_by uuid not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  decision_reason text,
  version int not null default 1,
  constraint approver_is_not_requester check (state <> 'approved' or decided_by <> requested_by),
  constraint decision_names_its_decider check ((state = 'waiting') = (decided_by is null))
);
create index four_eyes_by_company on kernel.four_eyes_request (company_id, requested_at desc, id desc);
create index four_eyes_by_record on kernel.four_eyes_request (entity, record_id);

-- The people of a company as its administrators see them.
create view kernel.company_user as
select u.id, m.company_id, u.email, u.name, u.locale, u.state, u.demo, u.version, u.created_at
from kernel.membership m
join kernel.user u on u.id = m.user_id;
