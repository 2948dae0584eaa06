/*
 * The instant at which a local day begins: the first that the zone's clock shows as that date or a later one. Where the clock
 * goes back across midnight, 00:00 comes twice and the day begins at the first; where it jumps over midnight, the day begins
 * at the jump. Null when the day before comes back once more (a clock that goes back at 00:01, as in Newfoundland until 2011):
 * such days are counted by their date like any others, but time cannot be cut between them.
 */
create function public.local_day_border(p_day date, p_zone text) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  v_later   timestamptz := p_day::timestamp at time zone p_zone;  -- of two midnights Postgres takes the later
  v_before  timestamptz := v_later - interval '24 hours';
  v_earlier timestamptz;
  v_start   timestamptz;
  v_middle  timestamptz;
begin
  if v_before at time zone p_zone = p_day::timestamp - interval '24 hours'
      and ((v_later - interval '1 microsecond') at time zone p_zone)::date < p_day then
    return v_later;  -- the clock was not changed since the day before
  end if;

  v_before := v_later - interval '6 hours';
  v_earlier := (p_day::timestamp - (v_before at time zone p_zone - v_before at time zone 'UTC')) at time zone 'UTC';
  v_start := v_later;
  if v_earlier < v_later and (v_earlier at time zone p_zone)::date >= p_day then
    v_start := v_earlier;
    if ((v_later - interval '1 microsecond') at time zone p_zone)::date < p_day then
      return null;
    end if;
  end if;
  if ((v_start - interval '1 microsecond') at time zone p_zone)::date >= p_day then
    v_before := v_start - interval '36 hours';  -- a jump somewhere in between: find its second
    while v_start - v_before > interval '1 second' loop
      v_middle := v_before + make_interval(secs => floor(extract(epoch from v_start - v_before) / 2)::integer);
      if (v_middle at time zone p_zone)::date >= p_day then
        v_start := v_middle;
      else
        v_before := v_middle;
      end if;
    end loop;
  end if;
  return v_start;
end $$;
select public.grant_to_service('local_day_border');
