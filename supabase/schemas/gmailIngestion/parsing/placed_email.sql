/* An e-mail that has its thread and is about to be written, with what has to be done when it is. */
create type public.placed_email as (
  email       public.emails,
  attachments jsonb,
  bounce      jsonb,
  -- Others of the same matter, or new people, or a reference that was not believed: threads may have to be joined.
  joins       boolean,
  has_refused boolean,
  -- The thread that begins with it, not written yet.
  new_thread  public.email_threads,
  place       integer
);
