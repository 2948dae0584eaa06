/*
 * Refunds by business day (of the request), by agent and status, by product, and how long they took to be paid; from kept counts. Of products the fifty
 * with the highest amounts. Days: from p_from to p_to, both included; the rest is of all time. p_currency null: all currencies, apart.
 */
create function public.get_refund_breakdown(p_from date, p_to date, p_currency text default null) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'by_day', (
      select coalesce(jsonb_agg(to_jsonb(d) order by d.day, d.currency), '[]')
      from (
        select c.created_on as day, c.currency, sum(c.rows)::bigint as count, sum(c.sum_amount_minor)::bigint as amount_minor, sum(c.sum_paid_minor)::bigint as paid_minor
        from public.refunds_by_day_counts c
        where c.created_on between p_from and p_to and (p_currency is null or c.currency = p_currency)
        group by 1, 2 having sum(c.rows) > 0) d),
    'by_agent', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.amount_minor desc, a.agent_id, a.currency), '[]')
      from (
        select c.assignee_id as agent_id, c.currency, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.status = 'paid'), 0)::bigint as paid,
          sum(c.sum_amount_minor)::bigint as amount_minor, sum(c.sum_paid_minor)::bigint as paid_minor
        from public.refunds_by_agent_counts c where p_currency is null or c.currency = p_currency
        group by 1, 2 having sum(c.rows) > 0) a),
    'by_product', (
      select coalesce(jsonb_agg(to_jsonb(p) order by p.amount_minor desc, p.product, p.currency), '[]')
      from (
        select c.product_key as product, c.currency, sum(c.rows)::bigint as count, sum(c.sum_quantity)::bigint as quantity, sum(c.sum_amount_minor)::bigint as amount_minor
        from public.refunds_by_product_counts c where p_currency is null or c.currency = p_currency
        group by 1, 2 having sum(c.rows) > 0 order by 5 desc, 1, 2 limit 50) p),
    'time_to_pay', (
      select coalesce(jsonb_agg(to_jsonb(t) order by t.currency), '[]')
      from (
        select c.currency, sum(c.rows)::bigint as count, round(sum(c.sum_pay_seconds) / nullif(sum(c.rows), 0))::bigint as average_seconds
        from public.refunds_by_agent_counts c where c.status in ('paid', 'reversed') and (p_currency is null or c.currency = p_currency)
        group by 1 having sum(c.rows) > 0) t))
$$;
select public.grant_to_service('get_refund_breakdown');
