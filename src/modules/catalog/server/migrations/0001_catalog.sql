create extension if not exists btree_gist;

-- Where orders come from. Prices and visibility hang on it; every module speaks of a channel by its code.
create table catalog.channel (
  id uuid primary key,
  company_id uuid not null,
  code text not null,
  name text not null,
  name_en text not null,
  kind text not null
    constraint channel_kind_is_known check (kind in ('phone', 'store', 'web', 'api', 'marketplace')),
  currency char(3) not null,
  prices_include_tax boolean not null,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  constraint channel_code_is_unique unique (company_id, code)
);

create table catalog.category (
  id uuid primary key,
  company_id uuid not null,
  parent_id uuid references catalog.category,
  code text not null,
  name text not null,
  name_en text not null,
  position int not null default 0,
  version int not null default 1,
  created_at timestamptz not null,
  constraint category_code_is_unique unique (company_id, code),
  constraint category_is_not_its_own_parent check (parent_id <> id)
);
create index category_by_parent on catalog.category (parent_id);

create table catalog.product (
  id uuid primary key,
  company_id uuid not null,
  code text not null,
  name text not null,
  name_en text not null,
  description text not null,
  category_id uuid references catalog.category,
  brand text not null,
  tax_class text not null
    constraint product_tax_class_is_known check (tax_class in ('taxable', 'zero-rated', 'exempt')),
  state text not null
    constraint product_state_is_known check (state in ('draft', 'active', 'retired')),
  -- Null means everywhere and everyone; a list narrows it.
  visible_channels text[],
  visible_roles text[],
  -- What the product is found by, kept by the server: plain form, pairs of letters with initials, keystrokes.
  search_text text not null,
  search_grams text[] not null,
  search_strokes text not null,
  version int not null default 1,
  created_at timestamptz not null,
  constraint product_code_is_unique unique (company_id, code)
);
create index product_by_name on catalog.product (company_id, name, id);
create index product_by_age on catalog.product (company_id, created_at desc, id desc);
create index product_by_category on catalog.product (category_id);
create index product_by_grams on catalog.product using gin (search_grams);
create index product_by_strokes on catalog.product using gin (search_strokes gin_trgm_ops);

create table catalog.variant (
  id uuid primary key,
  company_id uuid not null,
  product_id uuid not null references catalog.product,
  sku text not null,
  name text not null,
  options jsonb not null,
  gtin text,
  weight_grams int not null default 0
    constraint weight_is_not_negative check (weight_grams >= 0),
  length_mm int,
  width_mm int,
  height_mm int,
  stocked boolean not null default true,
  unit text not null default 'ea',
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  constraint sku_is_unique unique (company_id, sku),
  constraint dimensions_are_positive check (length_mm > 0 and width_mm > 0 and height_mm > 0)
);
create index variant_by_product on catalog.variant (product_id);
create unique index gtin_is_unique on catalog.variant (company_id, gtin) where gtin is not null;

create table catalog.price_list (
  id uuid primary key,
  company_id uuid not null,
  code text not null,
  name text not null,
  name_en text not null,
  channel_id uuid references catalog.channel,
  customer_group text,
  currency char(3) not null,
  prices_include_tax boolean not null,
  -- A list with a period is a campaign: while it lasts it goes before a standing list of the same reach.
  valid_from date,
  valid_to date,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  constraint price_list_code_is_unique unique (company_id, code),
  constraint price_list_period_runs_forward check (valid_to >= valid_from)
);

-- History is kept: a price that is replaced is superseded, never changed, so that any day's price can be told later.
create table catalog.price (
  id uuid primary key,
  company_id uuid not null,
  price_list_id uuid not null references catalog.price_list,
  variant_id uuid not null references catalog.variant,
  min_quantity numeric not null default 0
    constraint quantity_break_is_not_negative check (min_quantity >= 0),
  unit_price numeric not null
    constraint unit_price_is_not_negative check (unit_price >= 0)
    constraint unit_price_has_six_decimals check (scale(unit_price) <= 6),
  valid_from date not null,
  valid_to date,
  superseded_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  constraint price_period_runs_forward check (valid_to >= valid_from),
  constraint one_price_at_a_time exclude using gist (
    price_list_id with =,
    variant_id with =,
    min_quantity with =,
    daterange(valid_from, valid_to, '[]') with &&
  ) where (superseded_at is null)
);
create index price_in_force on catalog.price (variant_id, price_list_id, min_quantity) where superseded_at is null;
create index price_by_list on catalog.price (price_list_id, variant_id);
