/* Says up to which amount a role decides; null for p_max: any amount, p_remove: nothing. Raises role_not_found, approval_kind_unknown. */
create function public.set_approval_limit(p_role_id uuid, p_kind text, p_currency text, p_max bigint, p_remove boolean) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.roles r where r.id = p_role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  elsif not exists (select from public.approval_kinds k where k.kind = p_kind) then
    raise exception 'approval_kind_unknown' using errcode = 'P0422';
  elsif p_remove then
    delete from public.approval_limits l where l.role_id = p_role_id and l.kind = p_kind and l.currency = p_currency;
  else
    insert into public.approval_limits (role_id, kind, currency, max_amount_minor) values (p_role_id, p_kind, p_currency, p_max)
    on conflict (role_id, kind, currency) do update set max_amount_minor = excluded.max_amount_minor;
  end if;
end $$;
select public.grant_to_service('set_approval_limit');
