/*
 * What the rollups count: grouped legs, grouped customer calls, and grouped customer calls per agent.
 * A fact without a service, status or agent_number does not belong to the rollups keyed by it.
 */
create type public.kaleyra_fact as (
  quarter_hour                 timestamp,
  day                          timestamp,
  service                      text,
  agent_number                 text,
  status                       text,
  calls                        integer,
  talk_seconds                 bigint,
  customer_calls               integer,
  customer_calls_answered      integer,
  customer_calls_missed        integer,
  customer_calls_not_forwarded integer
);
