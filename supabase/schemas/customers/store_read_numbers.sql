/* What the spellings of numbers mean, as they were read: [{"written", "state", "e164"}]. Each customer's number that is new becomes a customer. */
create function public.store_read_numbers(p_numbers jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  -- What a person or a program writes in E.164 is looked up as well.
  update public.phone_spellings s set state = n.state, e164 = n.e164
  from jsonb_to_recordset(p_numbers) n (written text, state text, e164 text)
  where s.written = n.written and s.state = 'pending';
  perform public.resolve_customers(coalesce(jsonb_agg(jsonb_build_object(
    'identities', jsonb_build_array(jsonb_build_object('kind', 'phone', 'value', s.e164, 'written', s.written, 'verified', true)),
    'source', 'calls') order by s.e164), '[]'))
  from (
    select distinct on (s.e164) s.e164, s.written from public.phone_spellings s
    where s.written in (select n.written from jsonb_to_recordset(p_numbers) n (written text)) and s.state = 'number' and s.role = 'customer'
    order by s.e164, s.written
  ) s;
end $$;
select public.grant_to_service('store_read_numbers');
