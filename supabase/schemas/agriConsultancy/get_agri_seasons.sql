/*
 * Consultations by season, crop and kind of question, with how long advice took and how they ended; from kept counts. Each argument narrows, null does not.
 */
create function public.get_agri_seasons(p_seasons text[], p_year integer, p_crop text, p_query_types text[], p_teams text[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(g) order by g.season_year desc, g.season, g.crop, g.query_type), '[]')
  from (
    select c.season_year, c.season, c.crop, c.query_type, sum(c.rows)::bigint as count, sum(c.sum_advised)::bigint as advised,
      round(sum(c.sum_advise_seconds) / nullif(sum(c.sum_advised), 0))::bigint as average_advise_seconds,
      coalesce(sum(c.rows) filter (where c.outcome = 'recovered'), 0)::bigint as recovered,
      coalesce(sum(c.rows) filter (where c.outcome = 'improved'), 0)::bigint as improved,
      coalesce(sum(c.rows) filter (where c.outcome = 'unchanged'), 0)::bigint as unchanged,
      coalesce(sum(c.rows) filter (where c.outcome = 'worse'), 0)::bigint as worse,
      coalesce(sum(c.rows) filter (where c.outcome = 'unknown'), 0)::bigint as unknown
    from public.agri_consultations_counts c
    where (p_seasons is null or c.season = any (p_seasons)) and (p_year is null or c.season_year = p_year) and (p_crop is null or c.crop = p_crop)
      and (p_query_types is null or c.query_type = any (p_query_types)) and (p_teams is null or c.team = any (p_teams))
    group by 1, 2, 3, 4 having sum(c.rows) > 0) g
$$;
select public.grant_to_service('get_agri_seasons');
