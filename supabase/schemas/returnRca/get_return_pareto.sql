/*
 * Which causes make the most returns that came back from p_from to p_to, both included; cancelled ones do not count. p_by weight: each return is divided among
 * its causes; primary: it counts for its primary cause. p_level root: what is below a root counts for the root. Returns are told in hundredths, so that
 * parts add up to the whole exactly; those without a cause are a part of their own. p_product, p_batch null: all.
 */
create function public.get_return_pareto(p_from date, p_to date, p_by text, p_level text, p_product text default null, p_batch text default null) returns jsonb
language sql stable security definer set search_path = '' as $$
  with recursive roots (id, root, path) as (
    select c.id, c.id, array[c.name] from public.return_causes c where c.parent_id is null
    union all
    select c.id, r.root, r.path || c.name from public.return_causes c join roots r on c.parent_id = r.id),
  returns as (
    select r.* from public.return_rcas r
    where r.deleted_at is null and r.status <> 'cancelled' and r.returned_on between p_from and p_to
      and (p_product is null or r.product_id = p_product) and (p_batch is null or r.batch = p_batch)),
  shares as (
    select case when p_level = 'root' then t.root else c.cause_id end as cause_id, r.currency,
      case when p_by = 'weight' then coalesce(c.percent, 100) else 100 end as hundredths,
      case when p_by = 'weight' then coalesce(c.cost_minor, r.cost_minor) else r.cost_minor end as cost_minor
    from returns r
    left join public.return_rca_causes c on c.rca_id = r.id and (p_by = 'weight' or c.is_primary)
    left join roots t on t.id = c.cause_id),
  causes as (
    select s.cause_id, sum(s.hundredths)::bigint as hundredths from shares s group by 1),
  costs as (
    select s.cause_id, jsonb_agg(jsonb_build_object('currency', s.currency, 'cost_minor', s.cost_minor) order by s.currency) as costs
    from (select cause_id, currency, sum(cost_minor)::bigint as cost_minor from shares group by 1, 2) s group by 1),
  ranked as (
    select c.*, sum(c.hundredths) over (order by (c.cause_id is null), c.hundredths desc, c.cause_id) as so_far,
      sum(c.hundredths) over () as whole, row_number() over (order by (c.cause_id is null), c.hundredths desc, c.cause_id) as place
    from causes c)
  select jsonb_build_object(
    'total', (select count(*) from returns),
    'costs', (
      select coalesce(jsonb_agg(jsonb_build_object('currency', m.currency, 'cost_minor', m.cost_minor) order by m.currency), '[]')
      from (select r.currency, sum(r.cost_minor)::bigint as cost_minor from returns r group by 1) m),
    'data', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'cause_id', k.cause_id, 'path', coalesce(to_jsonb(t.path), '[]'), 'returns_hundredths', k.hundredths, 'costs', m.costs,
        'percent', round(k.hundredths * 100.0 / k.whole, 1), 'cumulative_percent', round(k.so_far * 100.0 / k.whole, 1)) order by k.place), '[]')
      from ranked k join costs m on m.cause_id is not distinct from k.cause_id left join roots t on t.id = k.cause_id))
$$;
select public.grant_to_service('get_return_pareto');
