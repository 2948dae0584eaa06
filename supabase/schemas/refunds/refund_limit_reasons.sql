/*
 * Why a refund needs an approval: unverified, no_limit (for its currency), order, customer (with what it comes to). Empty: it needs none. What is
 * written for the same order or customer at the same time is waited for, so that parts do not pass where the whole would not.
 */
create function public.refund_limit_reasons(p_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_refund  public.refunds;
  v_limit   public.refund_limits;
  v_root    uuid;
  v_sum     bigint;
  v_reasons jsonb := '[]';
begin
  select * into v_refund from public.refunds r where r.id = p_id;
  v_root := public.customer_root(v_refund.customer_id);
  if v_refund.order_number <> '' then
    perform pg_advisory_xact_lock(hashtextextended('refund_order:' || v_refund.order_number, 0));
  end if;
  if v_root is not null then
    perform pg_advisory_xact_lock(hashtextextended('refund_customer:' || v_root, 0));
  end if;
  if v_refund.is_unverified then
    v_reasons := v_reasons || jsonb_build_object('limit', 'unverified');
  end if;
  select * into v_limit from public.refund_limits l where l.currency = v_refund.currency;
  if v_limit.currency is null then
    return v_reasons || jsonb_build_object('limit', 'no_limit', 'currency', v_refund.currency);
  end if;
  select v_refund.amount_minor + coalesce(sum(r.amount_minor), 0) into v_sum from public.refunds r
  where v_refund.order_number <> '' and r.order_number = v_refund.order_number and r.currency = v_refund.currency and r.id <> v_refund.id
    and r.status not in ('rejected', 'cancelled', 'reversed') and r.created_at > now() - v_limit.window_days * interval '1 day';
  if v_sum > v_limit.per_order_minor then
    v_reasons := v_reasons || jsonb_build_object('limit', 'order', 'limit_minor', v_limit.per_order_minor, 'sum_minor', v_sum, 'window_days', v_limit.window_days);
  end if;
  if v_root is not null then
    select v_refund.amount_minor + coalesce(sum(r.amount_minor), 0) into v_sum from public.refunds r
    where r.customer_id = any (public.customer_members(v_root)) and r.currency = v_refund.currency and r.id <> v_refund.id
      and r.status not in ('rejected', 'cancelled', 'reversed') and r.created_at > now() - v_limit.window_days * interval '1 day';
    if v_sum > v_limit.per_customer_minor then
      v_reasons := v_reasons || jsonb_build_object('limit', 'customer', 'limit_minor', v_limit.per_customer_minor, 'sum_minor', v_sum,
        'window_days', v_limit.window_days);
    end if;
  end if;
  return v_reasons;
end $$;
select public.grant_to_service('refund_limit_reasons');
