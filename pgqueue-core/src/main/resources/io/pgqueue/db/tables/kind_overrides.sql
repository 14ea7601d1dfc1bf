-- What an operator sets at run time, in place of what the code and properties of instances say. worker_count: null if it is
-- not set. While a terminal TTL is set, terminal_ttl is that one, and declared_ttl what the instances say; else it is null.
alter table ${pgqueue.schema}.kind
    add column worker_count int check (worker_count between 0 and 10000),
    add column declared_ttl interval check (declared_ttl >= interval '0');
