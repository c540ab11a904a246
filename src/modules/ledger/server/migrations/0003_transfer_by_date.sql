-- Old months of the journal are found by their place in the table: business dates follow the order of posting nearly.
create index transfer_by_date on ledger.transfer using brin (business_date) with (pages_per_range = 32, autosummarize = on);
