/* Before a consultation is written: the crop in lower case, the season that nobody named, and what follows from status, outcome and follow-up. */
create function public.keep_agri_consultation() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.crop := lower(btrim(new.crop));
  new.asked_on := coalesce(new.asked_on, (new.created_at at time zone public.business_zone())::date);
  if tg_op = 'INSERT' or new.season is distinct from old.season then
    new.is_season_derived := new.season is null;
  end if;
  if new.is_season_derived then
    new.season := public.agri_season(new.asked_on);
  end if;
  new.season_year := extract(year from new.asked_on) - case when new.season = 'rabi' and extract(month from new.asked_on) <= 6 then 1 else 0 end;

  if new.status = 'advised' and new.advised_at is null then
    new.advised_at := clock_timestamp();
    new.advised := 1;
    new.advise_seconds := greatest(extract(epoch from new.advised_at - new.created_at)::bigint, 0);
  end if;
  if new.status = 'closed' then
    new.closed_at := coalesce(new.closed_at, clock_timestamp());
    new.outcome := coalesce(new.outcome, 'unknown');
  elsif tg_op = 'UPDATE' and old.status = 'closed' then
    new.closed_at := null;
    new.outcome := nullif(new.outcome, 'unknown');
  end if;

  if tg_op = 'UPDATE' then
    if (new.follow_up_on, new.follow_up_wished_on) is distinct from (old.follow_up_on, old.follow_up_wished_on) then
      new.follow_up_done_at := null;
    elsif new.follow_up_on is not null and new.outcome is not null and new.outcome is distinct from old.outcome then
      new.follow_up_done_at := clock_timestamp();
    end if;
    -- Whoever has it now has not been reminded.
    if new.assignee_id is distinct from old.assignee_id then
      new.follow_up_reminded_on := null;
    end if;
  end if;
  return new;
end $$;
revoke execute on function public.keep_agri_consultation() from public, anon, authenticated;

/* The season of a day: kharif from June to October, rabi from November to March, zaid in April and May. */
create function public.agri_season(p_day date) returns text
language sql immutable set search_path = '' as $$
  select case when extract(month from p_day) between 6 and 10 then 'kharif' when extract(month from p_day) in (4, 5) then 'zaid' else 'rabi' end
$$;
select public.grant_to_service('agri_season');
