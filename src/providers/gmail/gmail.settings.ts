import { secretText, text, url } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { optional, secret, variable } from '../../common/config/variables.js';

export const GMAIL = settings(
  'providers/gmail',
  {
    GMAIL_API_URL: variable(
      url('http:', 'https:'),
      "Gmail's API, for push notifications of mailboxes with OAuth.",
      'https://gmail.googleapis.com',
    ),
    GMAIL_TOKEN_URL: variable(
      url('http:', 'https:'),
      'Where access tokens of mailboxes with OAuth come from.',
      'https://oauth2.googleapis.com/token',
    ),
    GMAIL_PUBSUB_TOPIC: optional(
      text,
      'Pub/Sub topic to which Gmail announces changes, projects/<project>/topics/<topic>; for mailboxes with OAuth.',
    ),
    GMAIL_PUSH_AUDIENCE: optional(text, 'Audience of the Pub/Sub subscription: the Google token of each push is checked for it.'),
    GMAIL_PUSH_SERVICE_ACCOUNT: optional(text, 'Service account of the Pub/Sub subscription, as in its token.'),
    GMAIL_PUSH_JWKS_URL: variable(url('http:', 'https:'), "Google's keys for these tokens.", 'https://www.googleapis.com/oauth2/v3/certs'),
    GMAIL_PUSH_ISSUER: variable(text, 'Issuer of these tokens.', 'https://accounts.google.com'),
    GMAIL_PUSH_TOKEN: secret(
      'Secret in the address of POST /webhooks/gmail?token=…, instead of the Google token or in addition; at least 16 characters.',
      secretText(16),
    ),
  },
  ({ GMAIL_PUSH_AUDIENCE, GMAIL_PUSH_SERVICE_ACCOUNT }) => {
    const faults: string[] = [];
    if (Boolean(GMAIL_PUSH_AUDIENCE) !== Boolean(GMAIL_PUSH_SERVICE_ACCOUNT))
      faults.push('GMAIL_PUSH_AUDIENCE and GMAIL_PUSH_SERVICE_ACCOUNT belong together: set both or none.');
    return faults;
  },
);
