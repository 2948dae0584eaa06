-- Searches for words that are neither in so many e-mails that the newest fill a page, nor in so few that they are quickly sorted.

/* The times that cut the searched e-mails into a hundred parts of a size, as the last analysis saw them; empty before the first. */
create function public.email_search_times() returns timestamptz[]
language plpgsql stable security definer set search_path = '' as $$
begin
  -- plpgsql, so that the plan is kept: making it takes longer than the answer.
  return coalesce((
    select s.histogram_bounds::text::timestamptz[] from pg_catalog.pg_stats s
    where s.schemaname = 'public' and s.tablename = 'email_search' and s.attname = 'received_at'), '{}');
end $$;
select public.grant_to_service('email_search_times');
