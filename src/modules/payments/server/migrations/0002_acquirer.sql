-- The embedded acquirer: an outside company's books inside our house, so that everything works offline. Only its own files
-- touch these tables; the rest of the module meets it through its calls and its signed messages, like any acquirer.
create table payments.acquirer_merchant (
  company_id uuid primary key references kernel.company,
  webhook_secret text not null,
  -- Faults on demand.
  outage boolean not null default false,
  decline_code text,
  delay_ms int not null default 0 constraint delay_is_bounded check (delay_ms between 0 and 600000),
  copies int not null default 1 constraint copies_are_bounded check (copies between 1 and 5),
  shuffle boolean not null default false,
  created_at timestamptz not null
);

create table payments.acquirer_payment (
  -- Its key of the payment; ours is merchant_ref.
  key uuid primary key,
  company_id uuid not null references payments.acquirer_merchant,
  merchant_ref uuid not null,
  token text not null constraint hosted_page_token_is_unique unique,
  title text not null,
  currency char(3) not null,
  amount_minor bigint not null,
  capture text not null,
  return_path text,
  state text not null constraint acquirer_state_is_known check (state in (
    'open', 'challenged', 'ready', 'authorised', 'captured', 'declined', 'voided')),
  card text,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  created_at timestamptz not null,
  constraint acquirer_keeps_what_it_took check (refunded_minor <= captured_minor and captured_minor <= amount_minor)
);
create index acquirer_payment_by_ref on payments.acquirer_payment (merchant_ref, created_at);

-- Each call it was asked for, under the caller's key: asked twice, done once.
create table payments.acquirer_operation (
  idempotency_key uuid primary key,
  payment_key uuid not null references payments.acquirer_payment,
  operation text not null,
  amount_minor bigint not null,
  refund_ref uuid,
  outcome text not null,
  code text,
  at timestamptz not null
);
create index acquirer_operation_by_payment on payments.acquirer_operation (payment_key, at);

create table payments.acquirer_message (
  id uuid primary key,
  company_id uuid not null references payments.acquirer_merchant,
  message_id text not null,
  payload jsonb not null,
  state text not null constraint message_state_is_known check (state in ('waiting', 'delivered', 'given-up')),
  tries int not null default 0,
  due_at timestamptz not null,
  error text,
  created_at timestamptz not null
);
create index acquirer_message_due on payments.acquirer_message (company_id, due_at) where state = 'waiting';
