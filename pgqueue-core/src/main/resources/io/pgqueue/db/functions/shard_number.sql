-- The number of the shard that this schema is: the top 15 bits of the ids that it hands out.
create or replace function ${pgqueue.schema}.shard_number()
returns int language sql stable security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$ select (s.seqmin >> 48)::int from pg_sequence s where s.seqrelid = 'task_id'::regclass $$;
