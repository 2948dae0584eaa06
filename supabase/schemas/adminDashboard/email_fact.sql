/* So many e-mails that are alike in everything that is counted. */
create type public.email_fact as (
  quarter_hour     timestamp,
  day              timestamp,
  support_email_id uuid,
  team             text collate "C",
  direction        text collate "C",
  kind             text collate "C",
  status           text collate "C",
  unread           boolean,
  sender           text collate "C",
  emails           integer
);
