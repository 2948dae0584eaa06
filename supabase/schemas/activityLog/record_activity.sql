/*
 * Row trigger: writes the change to the activity log. Arguments: the columns that identify the row. An update that is a step of a lifecycle
 * (act_on) goes under the name of the step, with its note. Of a column `url` only the place is kept: many an endpoint has its token in the
 * path or the query.
 */
create function public.record_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_id text;
  v_step jsonb := case when tg_op = 'UPDATE' then nullif(current_setting('activity.step', true), '')::jsonb end;
begin
  if tg_op = 'UPDATE' and v_before = v_after then
    return null;
  end if;
  v_before := v_before || public.url_without_path(v_before -> 'url');
  v_after := v_after || public.url_without_path(v_after -> 'url');
  select string_agg(v_row ->> key, ':' order by n) into v_id from unnest(tg_argv) with ordinality as k (key, n);
  perform public.log_activity(
    coalesce(v_step ->> 'action', lower(tg_op)), tg_table_name, v_id, v_before, v_after, p_note => v_step ->> 'note');
  return null;
end $$;
