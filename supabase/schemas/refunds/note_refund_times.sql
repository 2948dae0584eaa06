/* Before a refund is written: its business day, and when it was paid how long that took. */
create function public.note_refund_times() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    new.created_on := (new.created_at at time zone public.business_zone())::date;
  end if;
  if new.status = 'paid' and (tg_op = 'INSERT' or old.status <> 'paid') then
    new.paid_at := coalesce(new.paid_at, clock_timestamp());
    new.paid_minor := new.amount_minor;
    new.pay_seconds := greatest(extract(epoch from new.paid_at - new.created_at)::bigint, 0);
  end if;
  return new;
end $$;
select public.grant_to_service('note_refund_times');
