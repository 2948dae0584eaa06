import { cron, integer, issuedKey, secretText, text, url } from '../../common/config/kinds.js';
import { settings } from '../../common/config/settings.js';
import { fromStart, optional, secret, variable, type Values } from '../../common/config/variables.js';

export const YOUTUBE = settings(
  'providers/youtube',
  {
    YOUTUBE_API_URL: variable(url('http:', 'https:'), 'Where the YouTube Data API is.', 'https://www.googleapis.com/youtube/v3'),
    YOUTUBE_TOKEN_URL: variable(
      url('http:', 'https:'),
      'Where access tokens for replies come from.',
      'https://oauth2.googleapis.com/token',
    ),
    YOUTUBE_API_KEY: secret('The key that comments are read with; without it they are not read.', issuedKey),
    YOUTUBE_CLIENT_ID: optional(text, 'The OAuth client that replies are written by.'),
    YOUTUBE_CLIENT_SECRET: secret('Its secret.', secretText(8)),
    YOUTUBE_REFRESH_TOKEN: secret('The refresh token of the channel that replies, with the scope youtube.force-ssl.', secretText(8)),
    YOUTUBE_POLL_CRON: variable(cron, "When comments are read, or 'off'.", '*/10 * * * *'),
    YOUTUBE_DAILY_QUOTA: variable(
      integer(1, 1_000_000),
      'Units of the API that may be used on a day, which begins at midnight Pacific time; a page of comments is 1, a reply 50.',
      '8000',
    ),
    YOUTUBE_SANDBOX: fromStart<{ url: string; api_key: string }>('Where the sandbox plays YouTube, when it does.'),
  },
  ({ YOUTUBE_CLIENT_ID, YOUTUBE_CLIENT_SECRET, YOUTUBE_REFRESH_TOKEN }) => {
    const given = [YOUTUBE_CLIENT_ID, YOUTUBE_CLIENT_SECRET, YOUTUBE_REFRESH_TOKEN].filter((value) => value !== undefined);
    return given.length === 1 || given.length === 2
      ? ['YOUTUBE_CLIENT_ID, YOUTUBE_CLIENT_SECRET and YOUTUBE_REFRESH_TOKEN go together.']
      : [];
  },
);

export interface YoutubeAccount {
  url: string;
  api_key: string;
  /** Null: it may read and not reply. */
  oauth: { token_url: string; client_id: string; client_secret: string; refresh_token: string } | null;
}

/** How YouTube is asked; null where it is not set up. */
export function youtubeAccount(values: Values<typeof YOUTUBE.variables>): YoutubeAccount | null {
  const { YOUTUBE_SANDBOX: sandbox, YOUTUBE_API_KEY, YOUTUBE_CLIENT_ID, YOUTUBE_CLIENT_SECRET, YOUTUBE_REFRESH_TOKEN } = values;
  if (YOUTUBE_API_KEY) {
    const oauth =
      YOUTUBE_CLIENT_ID && YOUTUBE_CLIENT_SECRET && YOUTUBE_REFRESH_TOKEN
        ? {
            token_url: values.YOUTUBE_TOKEN_URL,
            client_id: YOUTUBE_CLIENT_ID,
            client_secret: YOUTUBE_CLIENT_SECRET,
            refresh_token: YOUTUBE_REFRESH_TOKEN,
          }
        : null;
    return { url: values.YOUTUBE_API_URL.replace(/\/$/, ''), api_key: YOUTUBE_API_KEY, oauth };
  }
  if (!sandbox) return null;
  const { url: base, api_key } = sandbox;
  return {
    url: base,
    api_key,
    oauth: { token_url: `${base}/token`, client_id: 'sandbox', client_secret: api_key, refresh_token: api_key },
  };
}
