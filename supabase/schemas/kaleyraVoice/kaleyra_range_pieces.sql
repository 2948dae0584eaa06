-- The dashboard's figures. Each function cuts its range into whole buckets, which it reads from the rollups, and what is
-- left over at the edges, which it reads from the raw rows; so the figures are those of the raw rows, for any range.
--
-- "offset 0": each piece is looked up in the index, whatever the planner thinks of the tables' size.

/*
 * Cuts [p_start, p_end) into pieces: per grain the buckets from from_bucket up to to_bucket, and with grain null what has to
 * be read from the raw rows. starts_at and ends_at say which instants a piece covers; together they are exactly the range.
 * When cut by day, no other piece reaches over a day's border, and the raw ones have their day in from_bucket; except where
 * days cannot be cut (local_day_border): then it is null.
 */
create function public.kaleyra_range_pieces(p_start timestamptz, p_end timestamptz, p_grains public.kaleyra_grain[])
returns table (grain public.kaleyra_grain, from_bucket timestamp, to_bucket timestamp, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable rows 10 set search_path = '' as $$
declare
  v_start      timestamptz := greatest(p_start, '0001-01-01Z');  -- no call is outside these
  v_end        timestamptz := least(p_end, '9999-12-31Z');
  v_rests      timestamptz[] := array[v_start, v_end];            -- what no bucket covers yet: from, to, from, to, …
  v_parts      timestamptz[];
  v_width      interval;
  v_zone       text;
  v_plain      boolean := true;  -- no day at the edges that cannot be cut off
  v_day        date;
  v_day_at     timestamptz;
  v_last_day   date;
  v_last_at    timestamptz;
  v_month      date;
  v_month_at   timestamptz;
  v_last_month date;
  v_lmonth_at  timestamptz;
begin
  if v_start >= v_end or v_start is null or v_end is null then
    return;
  end if;

  if 'day' = any (p_grains) then
    v_zone := (select s.timezone from public.kaleyra_settings s);
    v_day := (v_start at time zone v_zone)::date;
    v_day_at := public.local_day_border(v_day, v_zone);
    while v_day_at is null or v_day_at < v_start loop
      v_plain := v_plain and v_day_at is not null;
      v_day := v_day + 1;
      v_day_at := public.local_day_border(v_day, v_zone);
    end loop;
    v_last_day := (v_end at time zone v_zone)::date;
    v_last_at := public.local_day_border(v_last_day, v_zone);
    v_plain := v_plain and public.local_day_border(v_last_day + 1, v_zone) is not null;
    while v_last_at is null or v_last_at > v_end loop
      v_plain := v_plain and v_last_at is not null;
      v_last_day := v_last_day - 1;
      v_last_at := public.local_day_border(v_last_day, v_zone);
    end loop;

    if v_day <= v_last_day then
      v_rests := array[v_start, v_day_at, v_last_at, v_end];
    end if;
    if v_day < v_last_day then
      if 'month' = any (p_grains) and v_last_day - v_day >= 28 then
        v_month := date_trunc('month', v_day - 1 + interval '1 month');
        v_month_at := public.local_day_border(v_month, v_zone);
        v_last_month := date_trunc('month', v_last_day);
        v_lmonth_at := public.local_day_border(v_last_month, v_zone);
      end if;
      if v_month < v_last_month and v_month_at is not null and v_lmonth_at is not null then
        grain := 'month'; from_bucket := v_month; to_bucket := v_last_month; starts_at := v_month_at; ends_at := v_lmonth_at;
        return next;
        grain := 'day'; from_bucket := v_day; to_bucket := v_month; starts_at := v_day_at; ends_at := v_month_at;
        return next;
        grain := 'day'; from_bucket := v_last_month; to_bucket := v_last_day; starts_at := v_lmonth_at; ends_at := v_last_at;
        return next;
      else
        grain := 'day'; from_bucket := v_day; to_bucket := v_last_day; starts_at := v_day_at; ends_at := v_last_at;
        return next;
      end if;
    end if;
  end if;

  foreach grain in array '{quarter_day,hour,quarter_hour}'::public.kaleyra_grain[] loop
    continue when not v_plain or grain <> all (p_grains);
    v_width := case grain when 'quarter_day' then '6 hours' when 'hour' then '1 hour' else '15 minutes' end;
    v_parts := '{}';
    for i in 1 .. cardinality(v_rests) by 2 loop
      starts_at := date_bin(v_width, v_rests[i] + v_width - interval '1 microsecond', '2000-01-01Z');
      ends_at := date_bin(v_width, v_rests[i + 1], '2000-01-01Z');
      if starts_at < ends_at then
        from_bucket := starts_at at time zone 'UTC';
        to_bucket := ends_at at time zone 'UTC';
        return next;
        v_parts := v_parts || array[v_rests[i], starts_at, ends_at, v_rests[i + 1]];
      else
        v_parts := v_parts || v_rests[i : i + 1];
      end if;
    end loop;
    v_rests := v_parts;
  end loop;

  grain := null; to_bucket := null;
  for i in 1 .. cardinality(v_rests) by 2 loop
    starts_at := v_rests[i];
    ends_at := v_rests[i + 1];
    if starts_at < ends_at then
      from_bucket := case when v_plain then date_trunc('day', starts_at at time zone v_zone) end;
      return next;
    end if;
  end loop;
end $$;
select public.grant_to_service('kaleyra_range_pieces');
