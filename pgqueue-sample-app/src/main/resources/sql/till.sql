-- The trigger by which a receipt adds the task that prints it, in the transaction that notes it; and the role of the till,
-- which may note receipts, and of the queue may do what a producer may. {schema} is the schema of the queue.
create or replace function print_receipt() returns trigger language plpgsql as $$
begin
    perform {schema}.enqueue('print-receipt', to_jsonb(new), external_key => new.id::text, notify => true);
    return null;
end $$;
create or replace trigger print_receipt after insert on receipt for each row execute function print_receipt();

do $$
begin
    if to_regrole('shop_till') is null then
        create role shop_till nologin;
    end if;
end $$;
grant {schema}_producer to shop_till;
grant select, insert on receipt to shop_till;
