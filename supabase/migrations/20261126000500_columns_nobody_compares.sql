-- Statistics serve conditions, and these columns stand in none: gathering theirs took half of the time that analysing the e-mails takes.

alter table public.emails
  alter column thread_reason set statistics 0,
  alter column kind_reason set statistics 0,
  alter column in_reply_to set statistics 0,
  alter column from_name set statistics 0,
  alter column reply_to set statistics 0,
  alter column to_recipients set statistics 0,
  alter column cc_recipients set statistics 0,
  alter column bcc_recipients set statistics 0,
  alter column subject set statistics 0,
  alter column snippet set statistics 0,
  alter column body_text set statistics 0,
  alter column body_html set statistics 0,
  alter column new_text set statistics 0,
  alter column quoted_text set statistics 0,
  alter column notes set statistics 0,
  alter column summary set statistics 0,
  alter column suggested_reply set statistics 0,
  alter column size set statistics 0,
  alter column sent_at set statistics 0;

alter table public.change_feed alter column payload set statistics 0;
