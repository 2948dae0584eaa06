/* When the quiet hours end that a moment is in; null outside of them, or when there are none. Over midnight when they end before they begin. */
create function public.quiet_until(p_from text, p_to text, p_zone text, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  v_local timestamp := p_now at time zone p_zone;
  v_time  time := v_local::time;
  v_from  time := p_from::time;
  v_to    time := p_to::time;
begin
  if v_from is null or v_to is null or v_from = v_to
    or not (case when v_from < v_to then v_time >= v_from and v_time < v_to else v_time >= v_from or v_time < v_to end)
  then
    return null;
  end if;
  return (v_local::date + case when v_from > v_to and v_time >= v_from then 1 else 0 end + v_to) at time zone p_zone;
end $$;
select public.grant_to_service('quiet_until');
