/* Why somebody was not told, once for each thing, rule and person; nothing where there is no thing that could be asked about. */
create function public.suppress_notification(p_entity_type text, p_entity_id text, p_module text, p_rule text, p_reason text, p_inputs jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if p_entity_type is null or p_entity_id is null or exists (
    select from public.decisions d
    where d.entity_type = p_entity_type and d.entity_id = p_entity_id and d.kind = 'notifications.suppress' and d.rule = p_rule and d.inputs = p_inputs)
  then
    return;
  end if;
  perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'notifications.suppress', 'entity_type', p_entity_type, 'entity_id', p_entity_id,
    'module', p_module, 'chosen', null, 'reason', p_reason, 'rule', p_rule, 'rule_version', '1', 'inputs', p_inputs)));
end $$;
select public.grant_to_service('suppress_notification');
