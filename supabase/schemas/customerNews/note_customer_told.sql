/*
 * That a customer was told something, or why not, once for each key: in the history of what it is about, and among its decisions.
 * p_about: {"key", "kind" (of the decision), "module", "entity_type", "entity_id", "table" (of the history)}. p_channel null: he was not told.
 */
create function public.note_customer_told(p_about jsonb, p_channel text, p_reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_told:' || (p_about ->> 'key'), 0));
  if exists (
    select from public.decisions d
    where d.entity_type = p_about ->> 'entity_type' and d.entity_id = p_about ->> 'entity_id' and d.kind = p_about ->> 'kind' and d.inputs ->> 'key' = p_about ->> 'key')
  then
    return;
  end if;
  perform public.log_activity(case when p_channel is null then 'customer_not_told' else 'tell_customer' end, p_about ->> 'table', p_about ->> 'entity_id', p_note => p_reason);
  perform public.record_decisions(jsonb_build_array(p_about - array['key', 'table'] || jsonb_build_object(
    'chosen', case when p_channel is not null then jsonb_build_object('channel', p_channel) end, 'reason', p_reason, 'rule', 'last_channel', 'rule_version', '1',
    'inputs', jsonb_build_object('key', p_about -> 'key'))));
end $$;
select public.grant_to_service('note_customer_told');
