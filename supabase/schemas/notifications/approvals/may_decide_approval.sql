/*
 * Why somebody may not decide a request: self (it is his own), not_addressed, no_permission, escalated, over_limit; null when he may. p_self: one's own
 * may be decided.
 */
create function public.may_decide_approval(p_row public.approval_requests, p_user_id uuid, p_self boolean default false) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_full boolean := exists (
    select from public.user_roles ur join public.roles r on r.id = ur.role_id where ur.user_id = p_user_id and r.full_access);
begin
  if p_row.requested_by = p_user_id and not p_self then
    return 'self';
  elsif not public.is_active_user(p_user_id) then
    return 'no_permission';
  elsif v_full then
    return null;
  elsif not exists (
    select from public.user_roles ur join public.role_modules m on m.role_id = ur.role_id
    where ur.user_id = p_user_id and m.module_key = 'approvals' and m.can_edit)
  then
    return 'no_permission';
  elsif p_row.level > 1 then
    return 'escalated';
  elsif p_row.approver_user_id <> p_user_id
    or (p_row.approver_role_id is not null and not exists (
      select from public.user_roles ur where ur.user_id = p_user_id and ur.role_id = p_row.approver_role_id))
    or (p_row.approver_team_id is not null and not exists (
      select from public.team_members m join public.agents a on a.id = m.agent_id where m.team_id = p_row.approver_team_id and a.user_id = p_user_id))
  then
    return 'not_addressed';
  elsif p_row.amount_minor is not null and not exists (
    select from public.user_roles ur join public.approval_limits l on l.role_id = ur.role_id
    where ur.user_id = p_user_id and l.kind = p_row.kind and l.currency = p_row.currency
      and (l.max_amount_minor is null or l.max_amount_minor >= p_row.amount_minor))
  then
    return 'over_limit';
  end if;
  return null;
end $$;
select public.grant_to_service('may_decide_approval');
