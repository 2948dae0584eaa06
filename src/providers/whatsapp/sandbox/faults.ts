/** What can go wrong on demand. A fault hits the next things it matches, `times` of them, and is gone. */

const FAULT_KINDS = {
  /** Requests to send: what our client meets. */
  send: [
    /** 429 with `retry_after` seconds (1). */
    'rate_limit',
    /** `status` (502) with a plain text. */
    'status',
    /** Answers after `ms` (15 seconds). */
    'stall',
    /** The socket is closed without an answer. */
    'reset',
    /** 200 with a refusal in it: `message`. */
    'refused',
    /** 200 with a page of HTML. */
    'non_json',
  ],
  /** A message that was taken: what becomes of it. */
  status: [
    /** Fails with `code`. */
    'fail',
    /** No news of it at all. */
    'silence',
    /** One status, `status` (delivered), never comes. */
    'drop',
    /** Every status comes twice. */
    'duplicate',
    /** Newest first. */
    'reorder',
    /** All of them `ms` later. */
    'delay',
  ],
  /** A webhook on its way to us. */
  webhook: [
    /** Signed with another secret, or with another header. */
    'wrong_secret',
    /** Without any proof. */
    'no_signature',
    /** The bare hex, without `sha256=`. */
    'bare_hex',
    /** Written anew after it was signed. */
    'reserialised',
    /** Under the other name of the header. */
    'other_header',
    /** Sent twice at the same time. */
    'twice',
    /** Never sent. */
    'lost',
  ],
} as const;

export type FaultScope = keyof typeof FAULT_KINDS;
export type FaultKind = (typeof FAULT_KINDS)[FaultScope][number];

export interface FaultOrder {
  kind: FaultKind;
  /** How many it hits (1); 0 is all of them. */
  times?: number;
  ms?: number;
  status?: number | string;
  code?: string;
  reason?: string;
  message?: string;
  retry_after?: number;
  /** For sends: the message is taken first, then the answer goes wrong. */
  accepted?: boolean;
}

export interface Fault extends FaultOrder {
  id: number;
  scope: FaultScope;
  hits: number;
}

export class FaultBoard {
  private faults: Fault[] = [];
  private added = 0;

  add(order: FaultOrder): Fault {
    const scope = (Object.keys(FAULT_KINDS) as FaultScope[]).find((one) => (FAULT_KINDS[one] as readonly string[]).includes(order.kind));
    if (!scope) throw new RangeError(`no fault ${String(order.kind)}; there are ${Object.values(FAULT_KINDS).flat().join(', ')}`);
    const fault: Fault = { ...order, scope, id: (this.added += 1), hits: 0 };
    this.faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  /** The first fault of this scope; it is one hit older afterwards. */
  take(scope: FaultScope): Fault | undefined {
    const fault = this.faults.find((one) => one.scope === scope);
    if (!fault) return undefined;
    fault.hits += 1;
    if (fault.times !== 0 && fault.hits >= (fault.times ?? 1)) this.faults = this.faults.filter((one) => one !== fault);
    return fault;
  }
}
