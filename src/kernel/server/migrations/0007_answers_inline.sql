-- An answer of a few kilobytes stays beside its key: moved out, each would cost a second row and a second index entry.
alter table kernel.idempotency set (toast_tuple_target = 8160);
