/* Hands the agent's missed calls back to nobody, with the reason in the activity log. Returns how many they were. */
create function public.release_agent_ivr_calls(p_agent_id uuid, p_reason text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_calls integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', 'release', 'note', p_reason)::text, true);
  update public.ivr_calls set assignee_id = null
  where id in (select h.item_id from public.agent_ivr_calls h where h.agent_id = p_agent_id);
  get diagnostics v_calls = row_count;
  perform set_config('activity.step', '', true);
  return v_calls;
end $$;
select public.grant_to_service('release_agent_ivr_calls');
