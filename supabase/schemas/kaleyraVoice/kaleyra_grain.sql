-- Kept figures of the Kaleyra calls, exact after every statement that changes kaleyra_call_logs.
--
-- Four rollups count the same facts along what the screens filter and group by: service, status, agent, agent and status.
-- Their buckets are quarters of an hour, hours and quarters of a day in UTC, which are the same in every zone, and business
-- days and months. Every zone's midnight falls on a quarter of an hour nowadays, so what is left over at the edges of a range
-- is minutes; those are read from the raw rows. Nothing relies on it: ranges are cut by instants (kaleyra_range_pieces).
create type public.kaleyra_grain as enum ('quarter_hour', 'hour', 'quarter_day', 'day', 'month');
