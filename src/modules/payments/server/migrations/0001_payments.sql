-- What a customer owes or paid for an order by one method: the intent, and once money moved, the payment.
create table payments.payment (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  -- For people's eyes; the id stays the key.
  number text not null generated always as ('P-' || upper(right(id::text, 10))) stored,
  order_id uuid not null,
  order_number text,
  party_id uuid,
  method text not null constraint payment_method_is_known check (method in ('card', 'cash', 'bank', 'external')),
  -- Who carries the money; null when it was taken by hand or by a marketplace.
  provider text,
  state text not null constraint payment_state_is_known check (state in (
    'created', 'pending', 'authorised', 'captured', 'partially-refunded', 'refunded', 'declined', 'voided', 'expired')),
  currency char(3) not null,
  amount_minor bigint not null constraint payment_is_above_zero check (amount_minor > 0),
  authorised_minor bigint not null default 0,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  -- Refunds asked for and not yet settled.
  refunding_minor bigint not null default 0,
  capture text not null default 'automatic'
    constraint capture_mode_is_known check (capture in ('automatic', 'manual')),
  reference text,
  -- The provider's own key, once it has one.
  provider_key text,
  client_token text,
  return_url text,
  failure_code text,
  cancel_requested_at timestamptz,
  expires_at timestamptz,
  captured_at timestamptz,
  business_date date,
  settlement_id uuid,
  version int not null default 1,
  created_at timestamptz not null,
  constraint refunds_within_capture check (
    refunded_minor >= 0 and refunding_minor >= 0 and refunded_minor + refunding_minor <= captured_minor),
  constraint capture_within_amount check (captured_minor between 0 and amount_minor),
  constraint captured_has_a_date check ((captured_minor > 0) = (business_date is not null))
);
create index payment_by_order on payments.payment (order_id);
create index payment_by_company on payments.payment (company_id, created_at desc, id desc);
create index payment_by_party on payments.payment (party_id, created_at desc) where party_id is not null;
create unique index payment_token_is_unique on payments.payment (client_token) where client_token is not null;
create unique index provider_key_is_unique on payments.payment (provider, provider_key) where provider_key is not null;
create index payment_waiting on payments.payment (company_id, expires_at)
  where state in ('created', 'pending', 'authorised');
create index payment_unsettled on payments.payment (company_id, business_date)
  where provider is not null and captured_minor > 0 and settlement_id is null;

-- Each call to a provider, written before it is made: a crash in between leaves the wish, never a doubt.
create table payments.attempt (
  id uuid primary key,
  company_id uuid not null,
  payment_id uuid not null references payments.payment,
  provider text not null,
  operation text not null
    constraint attempt_operation_is_known check (operation in ('authorise', 'capture', 'void', 'refund')),
  amount_minor bigint not null,
  currency char(3) not null,
  refund_id uuid,
  state text not null
    constraint attempt_state_is_known check (state in ('queued', 'accepted', 'succeeded', 'failed')),
  code text,
  tries int not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index attempt_by_payment on payments.attempt (payment_id, created_at, id);
create index attempt_open on payments.attempt (created_at) where state in ('queued', 'accepted');

create table payments.refund (
  id uuid primary key,
  company_id uuid not null,
  payment_id uuid not null references payments.payment,
  order_id uuid not null,
  -- The caller's key: the same wish is carried out once.
  refund_key text not null,
  amount_minor bigint not null constraint refund_is_above_zero check (amount_minor > 0),
  currency char(3) not null,
  reason text not null,
  state text not null constraint refund_state_is_known check (state in (
    'awaiting-approval', 'requested', 'awaiting-payout', 'succeeded', 'failed', 'rejected')),
  requested_by uuid not null,
  requested_by_name text not null,
  decided_by uuid,
  decided_by_name text,
  -- The four-eyes request that must be decided first.
  approval_id uuid,
  code text,
  business_date date,
  settlement_id uuid,
  version int not null default 1,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint refund_wish_has_one_effect unique (company_id, refund_key, payment_id),
  constraint four_eyes_hold check (decided_by is null or decided_by <> requested_by)
);
create index refund_by_payment on payments.refund (payment_id);
create index refund_by_approval on payments.refund (approval_id) where approval_id is not null;
create index refund_by_order on payments.refund (order_id);
create index refund_by_company on payments.refund (company_id, created_at desc, id desc);

-- What providers told us, once per message however often it was delivered.
create table payments.webhook (
  id uuid primary key,
  provider text not null,
  message_id text not null,
  company_id uuid,
  payment_id uuid,
  type text not null,
  payload jsonb not null,
  outcome text not null
    constraint webhook_outcome_is_known check (outcome in ('applied', 'already-known', 'unknown-payment', 'contradicts')),
  deliveries int not null default 1,
  received_at timestamptz not null,
  last_at timestamptz not null,
  constraint webhook_has_one_effect unique (provider, message_id)
);
create index webhook_by_payment on payments.webhook (payment_id, received_at);

-- Lines of the company's bank account: what came in, and which payment it is for.
create table payments.bank_line (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  booked_on date not null,
  amount_minor bigint not null constraint bank_line_is_income check (amount_minor > 0),
  currency char(3) not null,
  payer text not null,
  memo text not null,
  -- Made of what the bank says, so that a statement pasted twice enters once.
  import_key text not null,
  state text not null constraint bank_line_state_is_known check (state in ('open', 'matched', 'posted', 'ignored')),
  payment_id uuid references payments.payment,
  matched_by_name text,
  version int not null default 1,
  created_at timestamptz not null,
  constraint bank_line_enters_once unique (company_id, import_key),
  constraint matched_lines_name_a_payment check ((state in ('matched', 'posted')) = (payment_id is not null))
);
create index bank_line_by_company on payments.bank_line (company_id, booked_on desc, id desc);
create unique index payment_is_matched_once on payments.bank_line (payment_id) where payment_id is not null;

-- A day's payout of an acquirer.
create table payments.settlement (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  number text not null generated always as ('ST-' || upper(right(id::text, 10))) stored,
  provider text not null,
  settled_on date not null,
  currency char(3) not null,
  item_count int not null,
  gross_minor bigint not null,
  fee_minor bigint not null,
  fee_vat_minor bigint not null,
  net_minor bigint not null,
  created_at timestamptz not null,
  constraint settlement_adds_up check (gross_minor = fee_minor + fee_vat_minor + net_minor),
  constraint one_settlement_a_day unique (company_id, provider, settled_on, currency)
);
create index settlement_by_company on payments.settlement (company_id, settled_on desc, id desc);
