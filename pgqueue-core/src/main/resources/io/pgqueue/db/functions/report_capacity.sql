-- An instance says how many tasks it runs at once, of each kind for which it has a handler.
create or replace function ${pgqueue.schema}.report_capacity(p_worker int, p_kinds int[], p_worker_counts int[])
returns void language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    update worker w set kinds = p_kinds, worker_counts = p_worker_counts where w.id = p_worker and w.ended_at is null;
end $$;
