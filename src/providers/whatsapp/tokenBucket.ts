import { setTimeout as sleep } from 'node:timers/promises';

/** Lets a burst through at once and the rest at an even rate. Counts for this process alone. */
export class TokenBucket {
  private tokens: number;
  private filled_at: number;

  constructor(
    private readonly per_second: number,
    private readonly burst: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = burst;
    this.filled_at = now();
  }

  /** Whether it has been left alone for so long that a new one would be the same. */
  get isFull(): boolean {
    this.fill();
    return this.tokens >= this.burst;
  }

  /** Takes a turn and says when it comes, milliseconds from now; null, and none taken, where that is beyond `patience_ms`. */
  reserve(patience_ms: number): number | null {
    this.fill();
    const wait_ms = Math.max(0, ((1 - this.tokens) / this.per_second) * 1000);
    if (wait_ms > patience_ms) return null;
    this.tokens -= 1;
    return wait_ms;
  }

  /** Gives a turn back that was not used. */
  giveBack(): void {
    this.tokens = Math.min(this.burst, this.tokens + 1);
  }

  private fill(): void {
    const now = this.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filled_at) / 1000) * this.per_second);
    this.filled_at = now;
  }
}

/** How long a send waits for its turn before it goes back into the queue. */
const PATIENCE_MS = 5_000;
/** Recipients that are remembered. */
const PAIRS = 10_000;

/** The turns of one account, and of each recipient where the provider counts those too. */
export class ChatPace {
  private readonly account: TokenBucket;
  private readonly pairs = new Map<string, TokenBucket>();

  constructor(
    account: { per_second: number; burst: number },
    private readonly pair?: { per_second: number; burst: number },
  ) {
    this.account = new TokenBucket(account.per_second, account.burst);
  }

  /** False: it would take too long, try later. Rejects when the signal says so. */
  async turn(recipient: string, signal?: AbortSignal): Promise<boolean> {
    const pair = this.pair && this.pairOf(recipient, this.pair);
    const pair_ms = pair?.reserve(PATIENCE_MS) ?? (pair ? null : 0);
    if (pair_ms === null) return false;
    const account_ms = this.account.reserve(PATIENCE_MS);
    if (account_ms === null) {
      pair?.giveBack();
      return false;
    }
    const wait_ms = Math.max(pair_ms, account_ms);
    if (wait_ms > 0) await sleep(wait_ms, undefined, { signal });
    return true;
  }

  private pairOf(recipient: string, { per_second, burst }: { per_second: number; burst: number }): TokenBucket {
    const known = this.pairs.get(recipient);
    if (known) return known;
    if (this.pairs.size >= PAIRS) for (const [name, bucket] of this.pairs) if (bucket.isFull) this.pairs.delete(name);
    const made = new TokenBucket(per_second, burst);
    this.pairs.set(recipient, made);
    return made;
  }
}
