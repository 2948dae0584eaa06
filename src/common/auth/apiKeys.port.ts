/** A valid API key and what is left of its hour. */
export interface UsedApiKey {
  id: string;
  name: string;
  scopes: string[];
  rate_limit_per_hour: number;
  /** Requests in this hour, this one included. */
  used: number;
  /** Until the hour is over. */
  reset_seconds: number;
}

/** The guard asks, the API keys module answers. */
export abstract class ApiKeysPort {
  /**
   * Counts a request with this key. Null for a key that does not exist, has expired or was revoked; raises when the database cannot be
   * asked.
   */
  abstract use(key: string): Promise<UsedApiKey | null>;
}
