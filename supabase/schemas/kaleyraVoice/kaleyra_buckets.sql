/* The buckets that a quarter of an hour of a business day belongs to. No "set search_path": it is inlined. */
create function public.kaleyra_buckets(p_quarter_hour timestamp, p_day timestamp)
returns table (grain public.kaleyra_grain, bucket timestamp)
language sql immutable as $$
  values ('quarter_hour'::public.kaleyra_grain, p_quarter_hour), ('hour', date_trunc('hour', p_quarter_hour)),
    ('quarter_day', date_bin('6 hours', p_quarter_hour, '2000-01-01')), ('day', p_day), ('month', date_trunc('month', p_day))
$$;
select public.grant_to_service('kaleyra_buckets');
