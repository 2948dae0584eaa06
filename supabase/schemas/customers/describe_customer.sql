/* Row trigger: the columns of a customer that follow from its name; describe_customers adds what follows from others. */
create function public.describe_customer() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    -- Whoever writes the addresses in the same statement has worked these out already.
    if new.search_text = '' then
      new.display_name := new.name;
      new.search_text := public.fold_text(new.name);
    end if;
    return new;
  end if;
  perform public.describe_customers(array[new.id]);
  return null;
end $$;
revoke execute on function public.describe_customer() from public, anon, authenticated;
