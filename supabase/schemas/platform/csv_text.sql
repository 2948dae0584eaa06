/* A value as people read it in a cell: a list joined by `; `, a person as in a mail program, other objects as `name: value`. The same as csv.ts. */
create function public.csv_text(p_value jsonb) returns text
language plpgsql immutable as $$
begin
  case jsonb_typeof(p_value)
    when 'array' then
      return coalesce((select string_agg(public.csv_text(i.item), '; ' order by i.place) from jsonb_array_elements(p_value) with ordinality i (item, place)), '');
    when 'object' then
      if jsonb_typeof(p_value -> 'email') = 'string' and jsonb_typeof(p_value -> 'name') = 'string' and p_value - '{email,name}'::text[] = '{}' then
        return case when p_value ->> 'name' = '' then p_value ->> 'email' else (p_value ->> 'name') || ' <' || (p_value ->> 'email') || '>' end;
      end if;
      return coalesce((select string_agg(f.key || ': ' || public.csv_text(f.value), ', ') from jsonb_each(p_value) f), '');
    else
      return coalesce(p_value #>> '{}', '');
  end case;
end $$;
select public.grant_to_service('csv_text');
