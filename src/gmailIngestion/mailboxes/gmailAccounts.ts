import { GmailApiClient } from '../../providers/gmail/gmailApi.client.js';
import type { GmailApi, OAuthGrant } from '../mailPorts.js';

export interface GmailAccountsSettings {
  base_url: string;
  token_url: string;
  timeout_ms: number;
}

/** Gmail for mailboxes that each bring their own OAuth client. */
export class GmailAccounts implements GmailApi {
  constructor(private readonly settings: GmailAccountsSettings) {}

  async refreshAccessToken({
    client_id,
    client_secret,
    refresh_token,
  }: OAuthGrant): Promise<{ access_token: string; expires_in: number; refresh_token?: string }> {
    const asked_at = Date.now();
    const {
      access_token,
      expires_at,
      refresh_token: renewed,
    } = await new GmailApiClient({ ...this.settings, client_id, client_secret }).refreshAccessToken(refresh_token);
    return { access_token, expires_in: (expires_at.getTime() - asked_at) / 1000, refresh_token: renewed };
  }

  watch(access_token: string, topic: string): Promise<{ history_id: string; expires_at: Date }> {
    return this.signedIn().watch(access_token, topic);
  }

  stop(access_token: string): Promise<void> {
    return this.signedIn().stop(access_token);
  }

  /** With a token in hand the client's name does not matter. */
  private signedIn(): GmailApiClient {
    return new GmailApiClient({ ...this.settings, client_id: '', client_secret: '' });
  }
}
