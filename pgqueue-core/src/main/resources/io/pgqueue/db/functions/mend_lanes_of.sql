-- Looks at the ordering keys of tasks that somebody cancelled, replaced, released, rescued or reopened, as mend_lanes does.
create or replace function ${pgqueue.schema}.mend_lanes_of(p_ids bigint[])
returns setof int language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_kinds int[];
    v_keys  text[];
begin
    select array_agg(s.kind), array_agg(s.ordering_key) into v_kinds, v_keys
    from (select t.kind, t.ordering_key from unnest(p_ids) u(id), task t
          where t.id >= u.id and t.id <= u.id and t.ordering_key is not null
          union
          select c.kind, c.ordering_key from unnest(p_ids) u(id), closed_task c
          where c.id >= u.id and c.id <= u.id and c.ordering_key is not null) s;
    if v_kinds is not null then
        return query select * from mend_lanes(v_kinds, v_keys);
    end if;
end $$;
