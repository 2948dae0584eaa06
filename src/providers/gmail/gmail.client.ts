import { ProviderError } from '../providerError.js';

/** Holds the place of the client of Gmail's API until that is there. */
export class GmailClient {
  refreshAccessToken(_grant: { client_id: string; client_secret: string; refresh_token: string }): Promise<{ access_token: string; expires_in: number }> {
    return Promise.reject(notThere());
  }

  watch(_access_token: string, _topic: string): Promise<{ history_id: string; expires_at: Date }> {
    return Promise.reject(notThere());
  }

  stop(_access_token: string): Promise<void> {
    return Promise.reject(notThere());
  }
}

function notThere(): ProviderError {
  return new ProviderError('gmail', 'temporary', 'gmail_not_available', "Gmail's API is not connected.");
}
