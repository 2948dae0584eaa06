/*
 * Says of each column of a table what it holds, as lines (or parts between semicolons) "<class>: <column>, <column> …":
 *
 *   none      nothing that is about a person
 *   personal  about a person: names, numbers, addresses, words, and rows that quote them
 *   secret    opens something, or can be checked against what does: sealed credentials, hashes of keys, addresses that need no sign-in. Read by
 *             the service only, never in the activity log, never announced. It may be about a person too.
 *
 * A class is the end of the column's comment ("class: personal"), so it follows the column wherever it goes; column_classes lists them.
 */
create function public.classify_columns(p_table regclass, p_classes text) returns void
language plpgsql set search_path = '' as $$
declare
  v_given  jsonb := '{}';
  v_entry  record;
  v_column record;
begin
  for v_entry in
    select btrim(split_part(line, ':', 1)) as class, btrim(name) as name
    from regexp_split_to_table(p_classes, '[;\n]') line, regexp_split_to_table(split_part(line, ':', 2), ',') name
    where btrim(line) <> ''
  loop
    if v_entry.class not in ('none', 'personal', 'secret') then
      raise exception '%: there is no class %.', p_table, v_entry.class;
    elsif v_given ? v_entry.name then
      raise exception '%: column % has two classes.', p_table, v_entry.name;
    end if;
    v_given := v_given || jsonb_build_object(v_entry.name, v_entry.class);
  end loop;
  for v_column in
    select a.attname as name, pg_catalog.col_description(p_table, a.attnum) as words
    from pg_catalog.pg_attribute a where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped order by a.attnum
  loop
    if not v_given ? v_column.name then
      raise exception '%: column % has no class.', p_table, v_column.name;
    end if;
    execute format('comment on column %s.%I is %L', p_table, v_column.name,
      concat_ws(' ', nullif(regexp_replace(v_column.words, '\s*class: \w+$', ''), ''), 'class: ' || (v_given ->> v_column.name)));
    v_given := v_given - v_column.name::text;
  end loop;
  if v_given <> '{}' then
    raise exception '%: there is no column %.', p_table, (select string_agg(name, ', ') from jsonb_object_keys(v_given) name);
  end if;
end $$;
revoke execute on function public.classify_columns(regclass, text) from public, anon, authenticated, service_role;
