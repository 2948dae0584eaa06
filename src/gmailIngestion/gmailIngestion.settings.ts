import { duration, integer } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

export const GMAIL_INGESTION = settings('gmailIngestion', {
  MAIL_POLL_SECONDS: variable(
    integer(10, 3600),
    'A watched mailbox is checked at least this often, even if its server announces nothing.',
    '60',
  ),
  MAIL_MAX_MESSAGE_MB: variable(
    integer(1, 150),
    'The largest message that is fetched completely, in megabytes; of larger ones only the beginning is kept.',
    '35',
  ),
  EMAIL_UNDO_SECONDS: variable(integer(0, 600), 'How long an e-mail waits before it is sent, so that it can be cancelled.', '5'),
  EMAIL_RETRY_FOR: variable(
    duration,
    'How long an e-mail that its mail server refuses for now, or that cannot reach it, is tried again before it fails.',
    '2d',
  ),
  EMAIL_MAX_SEND_MB: variable(
    integer(1, 100),
    'The largest e-mail that is sent, encoded, in megabytes; also the limit of an upload.',
    '25',
  ),
});
