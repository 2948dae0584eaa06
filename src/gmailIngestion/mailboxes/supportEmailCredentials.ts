import type { OAuthGrant } from '../mailPorts.js';

/** What lies sealed in support_email_secrets. */
export type StoredCredentials = { kind: 'password'; password: string } | ({ kind: 'oauth2' } & OAuthGrant);

/** What a person may give; none, or all of one kind. */
export interface GivenCredentials {
  password?: string;
  client_id?: string;
  client_secret?: string;
  refresh_token?: string;
}

/** Where a mailbox's sealed credentials lie; a box opens there only. */
export function credentialsPlace(support_email_id: string): string {
  return `support_email_secrets:${support_email_id}`;
}

/** Undefined when nothing was given; a sentence when it is not all of one kind. Google shows app passwords in groups of four: the blanks go. */
export function readCredentials(
  { password, client_id, client_secret, refresh_token }: GivenCredentials,
  provider: string,
): StoredCredentials | string | undefined {
  const grant = [client_id, client_secret, refresh_token];
  if (password !== undefined) {
    if (grant.some((part) => part !== undefined)) return 'Give either password, or client_id, client_secret and refresh_token.';
    const plain = provider === 'gmail' || /^[a-z]{4}(?:\s[a-z]{4}){3}$/i.test(password.trim()) ? password.replace(/\s+/g, '') : password;
    return plain === '' ? 'password is empty.' : { kind: 'password', password: plain };
  }
  if (grant.every((part) => part === undefined)) return undefined;
  if (!client_id || !client_secret || !refresh_token) return 'client_id, client_secret and refresh_token belong together.';
  return { kind: 'oauth2', client_id, client_secret, refresh_token };
}
