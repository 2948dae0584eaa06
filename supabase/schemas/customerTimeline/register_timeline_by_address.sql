/*
 * A second view of a kind of the timeline, with the same columns; its key is an e-mail address, or a number in E.164. It is read for an address that
 * several share or nobody has, whose entries have no customer.
 */
create function public.register_timeline_by_address(p_kind text, p_relation text) returns void
language sql set search_path = '' as $$
  update public.timeline_sources s set by_address = p_relation where s.kind = p_kind
$$;
revoke execute on function public.register_timeline_by_address(text, text) from public, anon, authenticated, service_role;
