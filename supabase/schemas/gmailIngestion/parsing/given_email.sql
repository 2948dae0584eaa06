/* What was parsed, with what is asked of the database about it. */
create type public.given_email as (
  place            integer,                  -- in what was given, from 0
  message          public.mailbox_messages,  -- null when it is gone
  is_sent          boolean,                  -- it lies, or lay, in the Sent folder
  is_ours          boolean,                  -- we wrote it
  customer_address text,                     -- of who wrote, or of the first to whom we wrote; empty when all are our own, or it is an e-mail of that direction already
  customer_name    text,
  people           text[],
  reference_ids    text[],
  ticket_tag       text,
  clues            text[],                   -- what it names: messages, itself too, and the numbers of threads
  kind             text,
  writer           jsonb                     -- {"email", "name"}: From, or in whose name a form or a group wrote
);
