/*
 * One word at least stays enabled in each category that is set by the product itself. Changes take turns, so that two of them do not each
 * leave it to the other. Raises last_agent_status.
 */
create function public.keep_agent_statuses() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_category text;
begin
  if tg_when = 'BEFORE' then
    perform pg_advisory_xact_lock(hashtextextended('agent_statuses', 0));
    return null;
  end if;
  foreach v_category in array '{available,busy,wrap_up,offline}'::text[] loop
    if not exists (select from public.agent_statuses where category = v_category and is_enabled) then
      raise exception 'last_agent_status' using errcode = 'P0409', detail = jsonb_build_object('category', v_category);
    end if;
  end loop;
  return null;
end $$;
select public.grant_to_service('keep_agent_statuses');
