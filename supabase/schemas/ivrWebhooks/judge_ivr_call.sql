/*
 * The lifecycle of a call, for whoever writes it: the API, the portal, an event. A person completes a call, which needs a category, or opens it
 * again, which leads back to what the provider says; nothing else changes the status but events. Raises step_not_allowed, call_category_required,
 * call_category_not_found, assignee_not_found.
 */
create function public.judge_ivr_call() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' then
    if new.status is distinct from old.status then
      if new.status = 'completed' then
        new.completed_at := now();
        new.completed_by := public.current_actor();
      elsif old.status = 'completed' then
        new.completed_at := null;
        new.completed_by := null;
      else
        raise exception 'step_not_allowed' using errcode = 'P0409',
          detail = jsonb_build_object('status', old.status, 'to', new.status, 'allowed', jsonb_build_array('complete'));
      end if;
    end if;
    if new.completed_at is not null and new.category_id is null then
      raise exception 'call_category_required' using errcode = 'P0422';
    end if;
    if new.category_id is distinct from old.category_id and new.category_id is not null
      and not exists (select from public.call_categories c where c.id = new.category_id and c.deleted_at is null) then
      raise exception 'call_category_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', new.category_id);
    end if;
    if new.assignee_id is distinct from old.assignee_id and new.assignee_id is not null
      and not exists (select from public.agents a where a.id = new.assignee_id and a.is_active and a.deleted_at is null) then
      raise exception 'assignee_not_found' using errcode = 'P0422', detail = new.assignee_id;
    end if;
  end if;
  new.status := case when new.completed_at is not null then 'completed' else new.provider_status end;
  return new;
end $$;
select public.grant_to_service('judge_ivr_call');
