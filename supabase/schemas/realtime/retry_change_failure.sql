/* Tries an event again at once, with all its attempts before it. Raises change_failure_not_found, change_failure_waits. */
create function public.retry_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql security definer set search_path = '' as $$
declare
  v_before  public.change_reaction_failures;
  v_failure public.change_reaction_failures;
begin
  select * into v_before from public.change_reaction_failures where id = p_id for update;
  if not found then
    raise exception 'change_failure_not_found' using errcode = 'P0404';
  elsif v_before.state = 'waiting' then
    raise exception 'change_failure_waits' using errcode = 'P0409', detail = 'An earlier event of the same thing has to be handled or dismissed first.';
  end if;
  update public.change_reaction_failures set state = 'retry', attempts = 0, next_attempt_at = now() where id = p_id returning * into v_failure;
  perform public.log_activity('retry', 'change_reaction_failures', p_id::text, to_jsonb(v_before), to_jsonb(v_failure));
  perform pg_notify('reactions_due', v_failure.name);
  return next v_failure;
end $$;
select public.grant_to_service('retry_change_failure');
