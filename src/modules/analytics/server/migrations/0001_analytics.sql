-- What was traded, by the day it happened; kept by the event stream and rebuildable from it.
create table analytics.trade_day (
  company_id uuid not null references kernel.company,
  business_date date not null,
  currency char(3) not null,
  channel_code text not null,
  orders bigint not null default 0,
  placed_minor bigint not null default 0,
  cancelled_orders bigint not null default 0,
  cancelled_minor bigint not null default 0,
  returned_minor bigint not null default 0,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  parcels bigint not null default 0,
  primary key (company_id, business_date, currency, channel_code)
);

-- The day in slots of ten minutes, so that a morning is compared with a morning.
create table analytics.trade_slot (
  company_id uuid not null references kernel.company,
  business_date date not null,
  currency char(3) not null,
  slot smallint not null constraint slot_is_of_a_day check (slot between 0 and 143),
  orders bigint not null default 0,
  placed_minor bigint not null default 0,
  primary key (company_id, business_date, currency, slot)
);

create table analytics.product_day (
  company_id uuid not null references kernel.company,
  business_date date not null,
  currency char(3) not null,
  variant_id uuid not null,
  sku text not null,
  name text,
  quantity bigint not null default 0,
  placed_minor bigint not null default 0,
  primary key (company_id, business_date, currency, variant_id)
);

-- What earlier reductions took off an order, so that cancelling the rest counts only the rest.
create table analytics.order_cut (
  order_id uuid primary key,
  cut_minor bigint not null
);
