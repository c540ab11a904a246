create table orders.sales_order (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  number text not null,
  state text not null,
  channel_code text not null,
  org_unit_id uuid,
  party_id uuid,
  party_name text,
  customer_group text,
  currency char(3) not null,
  ordered_at timestamptz not null,
  business_date date not null,
  ship_to jsonb,
  note text,
  hold_reason text,
  cancel_reason text,
  net_minor bigint not null,
  vat_minor bigint not null,
  discount_minor bigint not null,
  total_minor bigint not null,
  paid_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  cancelled_minor bigint not null default 0,
  shipped_minor bigint not null default 0,
  returned_minor bigint not null default 0,
  payment_terms text not null,
  allocation text,
  external_system text,
  external_key text,
  tracking_token text not null,
  version int not null default 1,
  created_at timestamptz not null,
  constraint order_number_is_unique unique (company_id, number),
  constraint order_is_captured_once unique (company_id, external_system, external_key),
  constraint order_tracking_token_is_unique unique (tracking_token),
  constraint refund_within_payment check (refunded_minor between 0 and paid_minor),
  constraint amounts_within_order check (cancelled_minor + shipped_minor <= total_minor and returned_minor <= shipped_minor)
) with (fillfactor = 80);
create index order_newest on orders.sales_order (company_id, ordered_at desc, id desc);
create index order_newest_by_state on orders.sales_order (company_id, state, ordered_at desc, id desc);
create index order_newest_by_party on orders.sales_order (party_id, ordered_at desc, id desc);

-- Orders without a customer record are found by the name they carry.
create index order_guest_newest on orders.sales_order (company_id, ordered_at desc, id desc)
  where party_id is null and party_name is not null;
create index order_number_prefix on orders.sales_order (company_id, number text_pattern_ops);

create table orders.order_line (
  id uuid primary key,
  order_id uuid not null references orders.sales_order,
  line_no int not null,
  kind text not null constraint line_kind_is_known check (kind in ('goods', 'service', 'shipping')),
  variant_id uuid,
  sku text not null,
  name text,
  quantity bigint not null constraint quantity_is_positive check (quantity > 0),
  unit_price numeric not null,
  tax_class text not null,
  discount_minor bigint not null,
  net_minor bigint not null,
  vat_minor bigint not null,
  total_minor bigint not null,
  cancelled_quantity bigint not null default 0,
  cancelled_minor bigint not null default 0,
  cancelled_net_minor bigint not null default 0,
  shipped_quantity bigint not null default 0,
  shipped_minor bigint not null default 0,
  shipped_net_minor bigint not null default 0,
  returned_quantity bigint not null default 0,
  returned_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  constraint line_is_numbered_once unique (order_id, line_no),
  constraint units_within_line check (cancelled_quantity + shipped_quantity <= quantity and returned_quantity <= shipped_quantity)
) with (fillfactor = 80);
create index order_line_by_variant on orders.order_line (variant_id);

create table orders.shipment (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  number text not null,
  state text not null,
  order_id uuid not null references orders.sales_order,
  order_number text not null,
  party_id uuid,
  warehouse_id uuid not null,
  org_unit_id uuid,
  recipient text not null,
  ship_to jsonb,
  carrier_code text,
  waybill_number text,
  label_file_id uuid,
  parcels jsonb not null default '[]',
  weight_grams bigint not null default 0,
  urgent boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null,
  shipped_at timestamptz,
  delivered_at timestamptz,
  constraint shipment_number_is_unique unique (company_id, number),
  constraint waybill_is_unique unique (carrier_code, waybill_number)
);
create index shipment_by_order on orders.shipment (order_id);
create index shipment_newest on orders.shipment (company_id, created_at desc, id desc);
create index shipment_by_state on orders.shipment (company_id, state, created_at desc, id desc);

create table orders.shipment_line (
  shipment_id uuid not null references orders.shipment,
  line_id uuid not null references orders.order_line,
  variant_id uuid not null,
  quantity bigint not null constraint shipped_quantity_is_positive check (quantity > 0),
  cost_minor bigint,
  primary key (shipment_id, line_id)
);

create table orders.tracking_event (
  id uuid primary key,
  shipment_id uuid not null references orders.shipment,
  at timestamptz not null,
  code text not null,
  place text not null default '',
  provider_event text not null,
  constraint tracking_event_is_told_once unique (shipment_id, provider_event)
);
