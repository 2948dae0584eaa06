/* Up to which amounts roles decide. */
create function public.get_approval_limits()
returns table (role_id uuid, kind text, currency text, max_amount_minor bigint, updated_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select l.role_id, l.kind, l.currency, l.max_amount_minor, l.updated_at from public.approval_limits l order by l.kind, l.currency, l.role_id
$$;
select public.grant_to_service('get_approval_limits');
