/** Every line of a source as its documents keep it: sold lines, and what notes took back, wrote off or corrected. */
const lines = `
with line as (
  select s.document_key as invoice, s.local_at, s.customer_key as customer, s.market as country, l.sku, l.name, l.quantity,
    l.unit_price, l.quantity * l.unit_price as amount
  from orders.trade_source s
  join orders.order_line l on l.order_id = s.document_id and l.kind <> 'shipping'
  where s.company_id = $1 and s.source = $2
  union all
  select s.document_key, s.local_at, s.customer_key, s.market, l.sku, l.name, l.quantity, l.unit_price, l.quantity * l.unit_price
  from orders.trade_source s
  join orders.credit_note_line l on l.credit_note_id = s.document_id
  where s.company_id = $1 and s.source = $2
), sales as (
  select * from line where invoice ~ '^[0-9]' and quantity > 0 and unit_price > 0
), clean as (
  select * from sales where customer is not null
)`

export const totals = `${lines}
select count(*) as rows,
  count(distinct invoice) as distinct_invoices,
  count(distinct invoice) filter (where invoice like 'C%') as cancellation_invoices,
  count(*) filter (where invoice like 'C%') as cancellation_lines,
  count(*) filter (where invoice like 'A%') as adjustment_lines,
  count(*) filter (where customer is null) as missing_customer_lines,
  count(distinct customer) as distinct_customers,
  count(distinct sku) as distinct_stockcodes,
  count(distinct country) as countries,
  to_char(min(local_at), 'YYYY-MM-DD HH24:MI:SS') as first,
  to_char(max(local_at), 'YYYY-MM-DD HH24:MI:SS') as last,
  count(*) - count(distinct (invoice, sku, coalesce(name, ''), quantity, local_at, unit_price, coalesce(customer, ''), country))
    as exact_duplicate_lines_beyond_first,
  count(*) filter (where name is null) as missing_description_lines,
  count(*) filter (where quantity <= 0 and invoice not like 'C%') as qty_le_0_not_cancel,
  count(*) filter (where unit_price = 0) as price_zero_lines,
  count(*) filter (where unit_price < 0) as price_negative_lines,
  sum(amount) as net_amount,
  (select count(*) from sales) as sales_lines,
  (select sum(amount) from sales) as sales_amount,
  (select count(distinct invoice) from sales) as sales_invoices,
  (select count(*) from clean) as clean_lines,
  (select count(distinct invoice) from clean) as clean_invoices,
  (select count(distinct customer) from clean) as clean_customers,
  (select sum(amount) from clean) as clean_amount,
  sum(amount) filter (where invoice like 'C%') as cancellation_amount
from line`

export const months = `${lines}
select to_char(local_at, 'YYYY-MM') as month,
  coalesce(sum(amount) filter (where invoice ~ '^[0-9]' and quantity > 0 and unit_price > 0), 0) as sales_amount,
  count(distinct invoice) filter (where invoice ~ '^[0-9]' and quantity > 0 and unit_price > 0) as sales_invoices,
  coalesce(sum(amount) filter (where invoice like 'C%'), 0) as cancel_amount,
  count(distinct invoice) filter (where invoice like 'C%') as cancel_invoices,
  sum(amount) as net_all_lines
from line group by 1 order by 1`

/** A product's name as most of its sold lines give it; among equals the first in the alphabet. */
const named = `
  (select s.name from sales s where s.sku = g.sku and s.name is not null group by s.name order by count(*) desc, s.name limit 1)`

export const productsByAmount = `${lines}
select g.sku, ${named} as name, g.amount
from (select sku, sum(amount) as amount from sales group by sku order by amount desc, sku limit 10) g
order by g.amount desc, g.sku`

export const productsByQuantity = `${lines}
select g.sku, ${named} as name, g.quantity
from (select sku, sum(quantity)::bigint as quantity from sales group by sku order by quantity desc, sku limit 10) g
order by g.quantity desc, g.sku`

export const countries = `${lines}
select country, sum(amount) as amount from sales group by country order by amount desc, country limit 10`

export const customers = `${lines}
select customer, sum(amount) as amount from clean group by customer order by amount desc, customer limit 10`

/** Recency counts from the day after the source's last line. Numeric customer keys order as numbers, others as text. */
const scored = `${lines}, customer as (
  select customer, (select max(local_at)::date + 1 from line) - max(local_at)::date as recency, count(distinct invoice) as frequency,
    sum(amount) as monetary
  from clean group by customer
), ranked as (
  select *, case when customer ~ '^[0-9]+$' then lpad(customer, 20, '0') else customer end as tie from customer
), scores as (
  select customer, recency, frequency, monetary,
    6 - ntile(5) over (order by recency, tie) as r, ntile(5) over (order by frequency, tie) as f, ntile(5) over (order by monetary, tie) as m,
    case when recency <= 30 then 5 when recency <= 60 then 4 when recency <= 90 then 3 when recency <= 180 then 2 else 1 end as fr,
    case when frequency >= 10 then 5 when frequency >= 5 then 4 when frequency >= 3 then 3 when frequency = 2 then 2 else 1 end as ff,
    case when monetary >= 2500 then 5 when monetary >= 1000 then 4 when monetary >= 500 then 3 when monetary >= 250 then 2 else 1 end as fm
  from ranked
)`

export const rfm = `${scored}
select 'ntile' as kind, concat(r, f, m) as cell, count(*) as n from scores group by 2
union all
select 'fixed', concat(fr, ff, fm), count(*) from scores group by 2
order by 1, 2`

/** Who is best by money and by frequency, who comes first by key, and who bought first. */
export const examples = `${scored}
select customer, recency, frequency, monetary, concat(r, f, m) as ntile, concat(fr, ff, fm) as fixed
from scores
where customer in (
  (select customer from scores order by monetary desc, customer limit 2)
  union (select customer from scores order by customer limit 2)
  union (select customer from clean order by local_at, invoice, customer limit 1)
  union (select customer from scores order by frequency desc, customer limit 1))
order by customer`

export const topShare = `${lines}, customer as (
  select customer, sum(amount) as amount, count(distinct invoice) as orders from clean group by customer
), best as (
  select amount from customer order by amount desc limit (select floor(count(*) * 0.2) from customer)
)
select (select count(*) from best) as n, (select sum(amount) from best) as part, (select sum(amount) from customer) as whole,
  (select count(*) from customer where orders = 1) as once`

export const cohorts = `${lines}, first as (
  select customer, to_char(min(local_at), 'YYYY-MM') as cohort from clean group by customer
)
select f.cohort, to_char(c.local_at, 'YYYY-MM') as month, count(distinct c.customer) as n
from clean c join first f using (customer)
group by 1, 2 order by 1, 2`

/** What the books hold of the same documents, rounded line by line. */
export const books = `
select
  (select coalesce(sum(o.total_minor), 0) / 100.0 from orders.trade_source s join orders.sales_order o on o.id = s.document_id
   where s.company_id = $1 and s.source = $2) as rounded_sales,
  (select coalesce(sum(n.total_minor), 0) / 100.0 from orders.trade_source s join orders.credit_note n on n.id = s.document_id
   where s.company_id = $1 and s.source = $2) as rounded_notes,
  (select count(*) from orders.trade_source s join orders.credit_note_line l on l.credit_note_id = s.document_id
   where s.company_id = $1 and s.source = $2 and l.order_line_id is not null) as matched_return_lines,
  (select count(*) from orders.trade_source s join orders.credit_note n on n.id = s.document_id and n.kind = 'cancellation'
   join orders.credit_note_line l on l.credit_note_id = n.id
   where s.company_id = $1 and s.source = $2 and l.order_line_id is null) as unmatched_return_lines`
