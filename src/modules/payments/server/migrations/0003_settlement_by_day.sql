-- A payout belongs to the days it pays for; terminals' cards are settled like the web's. What was settled is marked on its
-- rows, which is what keeps it from being settled twice.
alter table payments.settlement drop constraint one_settlement_a_day;
drop index payments.payment_unsettled;
create index payment_unsettled on payments.payment (company_id, business_date)
  where method = 'card' and captured_minor > 0 and settlement_id is null;
create index payment_by_settlement on payments.payment (settlement_id) where settlement_id is not null;
create index refund_by_settlement on payments.refund (settlement_id) where settlement_id is not null;
