import type { ListDeclaration } from '../lists.js';

export const list: ListDeclaration = {
  path: '/mailbox-messages',
  sort: ['created_at'],
  scale: {
    table: 'mailbox_messages',
    size: 200_000,
    detail: false,
    rows: [
      `insert into public.support_emails (id, email_address, username, imap_host, smtp_host, is_active, is_watched)
       select scale.id('support_emails', n), 'box' || n || '@example.com', 'box', 'mail.example.com', 'mail.example.com', false, false
       from generate_series(1, 5) n where $1::int = 1 and $2::int > 0`,
      `insert into public.mailbox_messages
         (id, support_email_id, identity, raw_sha256, raw_size, received_at, state, error_code, created_at, parsed_at)
       select scale.id('mailbox_messages', n), scale.id('support_emails', case when n <= 30 then 1 else 2 + n % 4 end), 'mid:' || n,
         md5(n::text),
         1000, at, case when n <= 30 or scale.dice('parked', n) < 0.02 then 'parked' when n <= 60 then 'stored' else 'parsed' end,
         case when n <= 30 then 'too_many_parts' when scale.dice('parked', n) < 0.02 then 'unreadable' end, at, at
       from generate_series($1::int, $2::int) n cross join lateral (select timestamptz '2026-07-01' - n * interval '30 seconds') t (at)`,
    ],
    few: [
      'support_email_id={support_emails 1}',
      'state=stored',
      'error_code=too_many_parts',
      'email_id=00000000-0000-4000-8000-000000000000',
    ],
    many: ['support_email_id={support_emails 2}', 'state=parsed', 'state=parked', 'error_code=unreadable'],
  },
};
