/* A person gives an event up; the next one of the same thing is tried at once. Raises change_failure_not_found. */
create function public.dismiss_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql set search_path = '' as $$
declare
  v_dropped public.change_reaction_failures;
begin
  select * into v_dropped from public.drop_change_failure(p_id);
  perform public.log_activity('dismiss', 'change_reaction_failures', p_id::text, to_jsonb(v_dropped));
  return next v_dropped;
end $$;
select public.grant_to_service('dismiss_change_failure');
