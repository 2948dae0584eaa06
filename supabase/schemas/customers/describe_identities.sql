/* Statement trigger, changed rows as `changed`: what is known of customers follows their addresses. */
create function public.describe_identities() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.describe_customers(array(select distinct c.customer_id from changed c));
  return null;
end $$;
revoke execute on function public.describe_identities() from public, anon, authenticated;
