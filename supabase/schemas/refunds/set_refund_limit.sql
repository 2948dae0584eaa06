/* Sets above what refunds in a currency need an approval. Raises stale_version. */
create function public.set_refund_limit(p_currency text, p_order bigint, p_customer bigint, p_days integer, p_version integer default null)
returns public.refund_limits
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.refund_limits;
begin
  select * into v_row from public.refund_limits l where l.currency = p_currency for update;
  if p_version is not null and p_version is distinct from v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version);
  end if;
  insert into public.refund_limits (currency, per_order_minor, per_customer_minor, window_days) values (p_currency, p_order, p_customer, p_days)
  on conflict (currency) do update set per_order_minor = excluded.per_order_minor, per_customer_minor = excluded.per_customer_minor,
    window_days = excluded.window_days
  returning * into v_row;
  return v_row;
end $$;
select public.grant_to_service('set_refund_limit');

/* Above what refunds need an approval, by currency. */
create function public.get_refund_limits() returns setof public.refund_limits
language sql stable security definer set search_path = '' as $$ select * from public.refund_limits l order by l.currency $$;
select public.grant_to_service('get_refund_limits');
