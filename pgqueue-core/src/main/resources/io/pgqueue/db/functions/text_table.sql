-- A result as psql prints it, aligned: names centred, numbers to the right, a '+' where a cell goes on in the next line.
-- p_cells is an array of rows of texts; null for no row.
-- The cells are taken in their order, and never by their numbers: to find the nth text of an array takes n steps.
create or replace function ${pgqueue.schema}.text_table(p_names text[], p_right boolean[], p_cells text[])
returns text language plpgsql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_columns int := cardinality(p_names);
    v_rows    int := coalesce(array_length(p_cells, 1), 0);
    v_names   text[] := array(select shown_text(u.name) from unnest(p_names) with ordinality u(name, o) order by u.o);
    v_widths  int[];
    v_text    text;
begin
    v_widths := array(
        select max(text_width(line))
        from (select o, name from unnest(v_names) with ordinality u(name, o)
              union all
              select (o - 1) % v_columns + 1, shown_text(cell)
              from unnest(p_cells) with ordinality u(cell, o)) v(c, cell),
             lateral string_to_table(cell, E'\n') line
        group by c order by c);
    v_text := (
        select string_agg(format(' %s%s%s ', repeat(' ', gap / 2), n, repeat(' ', (gap + 1) / 2)), '|' order by o)
               || E'\n' || string_agg(repeat('-', w + 2), '+' order by o)
        from unnest(v_names, v_widths) with ordinality u(n, w, o), lateral (select w - text_width(n)) g(gap));
    if v_rows > 0 then
        v_text := v_text || E'\n' || (
            select string_agg(l.line, E'\n' order by l.r, l.h)
            from (
                select r, h, string_agg(
                    ' ' || case when c = v_columns and part is null then ''
                                when p_right[c] then pad || coalesce(part, '')
                                when c < v_columns or goes_on then coalesce(part, '') || pad
                                else part end
                        || case when goes_on then '+' when c < v_columns then ' ' else '' end, '|' order by c)
                from (
                    select r, c, lines, max(cardinality(lines)) over (partition by r) as height
                    from (select (o - 1) / v_columns, (o - 1) % v_columns + 1,
                                 case when cell = '' then array[''] else string_to_array(shown_text(cell), E'\n') end
                          from unnest(p_cells) with ordinality u(cell, o)) cell(r, c, lines)) row_cell,
                     lateral unnest(lines || array_fill(null::text, array[height - cardinality(lines)]))
                         with ordinality p(part, h),
                     lateral (select repeat(' ', v_widths[c] - text_width(coalesce(part, ''))),
                                     h < cardinality(lines)) s(pad, goes_on)
                group by r, h) l(r, h, line));
    end if;
    return format(E'%s\n(%s %s)', v_text, v_rows, case when v_rows = 1 then 'row' else 'rows' end);
end $$;
