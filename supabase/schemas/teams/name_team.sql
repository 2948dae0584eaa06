/*
 * What names a team has one: a text that no team has yet makes it, so that every team can be looked up, joined and given members. A trigger for
 * tables with a column team, before each row.
 */
create function public.name_team() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.team <> '' and not exists (select from public.teams where key = new.team) then
    insert into public.teams (key, name) values (new.team, new.team) on conflict (key) do nothing;
  end if;
  return new;
end $$;
revoke execute on function public.name_team() from public, anon, authenticated;
