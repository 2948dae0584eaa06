import type { MailServerSettings } from '../ports/mailbox.port.js';

/** As Google shows an app password: four groups of four letters. */
const SHOWN_APP_PASSWORD = /^[a-z]{4}( [a-z]{4}){3}$/i;

/** The secret as it is sent: the blanks of an app password are for reading only. */
export function loginSecret({ credentials }: MailServerSettings): string {
  if (credentials.kind === 'oauth2') return credentials.access_token;
  const password = credentials.password.trim();
  return SHOWN_APP_PASSWORD.test(password) ? password.replaceAll(' ', '') : credentials.password;
}
