/* What speaks for a thread: how strong it is (1 the strongest), how near, why, whose word decides when not the writer's, and whether nobody has to be asked. */
create type public.email_thread_clue as (
  thread_id      uuid,
  rank           integer,
  nearness       integer,
  reason         text,
  their_speakers text[],
  is_certain     boolean
);
