/* Why this person may not decide a request now, as may_decide_approval says it; null when he may, or when there is no such request. */
create function public.why_not_decide_approval(p_id uuid, p_user_id uuid, p_self boolean) returns text
language sql stable security definer set search_path = '' as $$
  select public.may_decide_approval(r, p_user_id, p_self) from public.approval_requests r where r.id = p_id
$$;
select public.grant_to_service('why_not_decide_approval');
