/* Takes an event out of the failures, handled or dismissed; the next one of the same thing is tried at once. Raises change_failure_not_found. */
create function public.drop_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql security definer set search_path = '' as $$
declare
  v_dropped public.change_reaction_failures;
begin
  delete from public.change_reaction_failures where id = p_id returning * into v_dropped;
  if not found then
    raise exception 'change_failure_not_found' using errcode = 'P0404';
  end if;
  if v_dropped.state <> 'waiting' then
    update public.change_reaction_failures set state = 'retry', next_attempt_at = now()
    where id = (
      select id from public.change_reaction_failures
      where name = v_dropped.name and entity = v_dropped.entity order by seq limit 1);
  end if;
  perform pg_notify('reactions_due', v_dropped.name);
  return next v_dropped;
end $$;
select public.grant_to_service('drop_change_failure');
