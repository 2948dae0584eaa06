/* Whether an e-mail reports on one that we sent: it came back, it was delivered, or it may yet be. mailParser.ts writes the reason. */
create function public.is_delivery_report(p_kind text, p_kind_reason text) returns boolean
language sql immutable as $$
  select p_kind = 'bounce' or (p_kind = 'auto_reply' and p_kind_reason ~ ', (delayed|delivered|relayed|expanded)$')
$$;
select public.grant_to_service('is_delivery_report');
