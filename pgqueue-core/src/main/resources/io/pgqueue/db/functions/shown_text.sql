-- A text as psql shows it in a cell: tabs are spaces up to the next of every eight columns, other control characters are
-- named, and lines stay lines.
create or replace function ${pgqueue.schema}.shown_text(p_text text)
returns text language plpgsql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_text text := p_text;
    v_code int;
begin
    if p_text !~ ('[' || chr(1) || '-' || chr(9) || chr(11) || '-' || chr(31) || chr(127) || ']') then
        return p_text;
    end if;
    for v_code in select c from generate_series(1, 127) c where c < 9 or c > 10 and c < 32 or c = 127 loop
        v_text := replace(v_text, chr(v_code), chr(92)
            || case when v_code = 13 then 'r' else 'x' || upper(lpad(to_hex(v_code), 2, '0')) end);
    end loop;
    if position(chr(9) in v_text) = 0 then
        return v_text;
    end if;
    return (
        select string_agg(l.shown, E'\n' order by l.o)
        from (
            select line.o, string_agg(
                part || case when p.o < cardinality(parts) then repeat(' ', 8 - text_width(part) % 8) else '' end, ''
                order by p.o)
            from string_to_table(v_text, E'\n') with ordinality line(text, o),
                 -- an empty text has no parts
                 lateral (select case when line.text = '' then array['']
                                      else string_to_array(line.text, chr(9)) end) a(parts),
                 lateral unnest(parts) with ordinality p(part, o)
            group by line.o) l(o, shown));
end $$;
