-- A result as psql prints it, aligned: names centred, numbers to the right, a '+' where a cell goes on in the next line.
-- p_cells is an array of rows of texts; null for no row. Widths are counted in characters.
create or replace function ${pgqueue.schema}.text_table(p_names text[], p_right boolean[], p_cells text[])
returns text language plpgsql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_columns int := cardinality(p_names);
    v_rows    int := coalesce(array_length(p_cells, 1), 0);
    v_widths  int[];
    v_heights int[];
    v_text    text;
begin
    v_widths := array(
        select max(length(line))
        from generate_series(1, v_columns) c,
             lateral (select p_names[c] union all select p_cells[r][c] from generate_series(1, v_rows) r) v(cell),
             lateral string_to_table(cell, E'\n') line
        group by c order by c);
    v_heights := array(
        select (select max(1 + length(p_cells[r][c]) - length(replace(p_cells[r][c], E'\n', '')))
                from generate_series(1, v_columns) c)
        from generate_series(1, v_rows) r order by r);
    v_text := (
        select string_agg(format(' %s%s%s ', repeat(' ', (w - length(n)) / 2), n, repeat(' ', (w - length(n) + 1) / 2)),
                          '|' order by o) || E'\n' || string_agg(repeat('-', w + 2), '+' order by o)
        from unnest(p_names, v_widths) with ordinality u(n, w, o));
    if v_rows > 0 then
        v_text := v_text || E'\n' || (
            select string_agg(l.line, E'\n' order by r, h)
            from generate_series(1, v_rows) r, generate_series(1, v_heights[r]) h,
                 lateral (
                    select string_agg(
                        ' ' || case when c = v_columns and part is null then ''
                                    when p_right[c] then lpad(coalesce(part, ''), v_widths[c])
                                    when c < v_columns or goes_on
                                    then rpad(coalesce(part, ''), v_widths[c]) else part end
                            || case when goes_on then '+' when c < v_columns then ' ' else '' end, '|' order by c)
                    from generate_series(1, v_columns) c,
                         lateral (select case when h = 1 then split_part(p_cells[r][c], E'\n', 1)
                                              else (string_to_array(p_cells[r][c], E'\n'))[h] end,
                                         h <= length(p_cells[r][c]) - length(replace(p_cells[r][c], E'\n', '')))
                             s(part, goes_on)) l(line));
    end if;
    return format(E'%s\n(%s %s)', v_text, v_rows, case when v_rows = 1 then 'row' else 'rows' end);
end $$;
