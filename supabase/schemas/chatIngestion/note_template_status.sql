/* A provider says that a template was approved, paused, and so on: its status is so from then on, unless something newer is known. */
create function public.note_template_status() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_said text := lower(new.template ->> 'status');
begin
  update public.provider_templates t set
    status = case
      when v_said in ('approved', 'pending', 'rejected', 'paused', 'disabled') then v_said
      when v_said in ('reinstated', 'unpaused') then 'approved'
      when v_said in ('in_appeal', 'pending_deletion') then 'pending'
      when v_said in ('flagged', 'deleted', 'limit_exceeded', 'locked') then 'disabled'
      else 'unknown' end,
    reason = new.template ->> 'reason', status_at = new.at
  where t.provider_id = new.provider_id and t.name = new.template ->> 'name'
    and (new.template ->> 'language' is null or t.language = new.template ->> 'language') and t.status_at <= new.at;
  return null;
end $$;
select public.grant_to_service('note_template_status');
