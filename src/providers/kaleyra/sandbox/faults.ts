/** What can go wrong on demand. A fault hits the next requests it matches, `times` of them, and is gone. */

const FAULT_KINDS = [
  /** Answers after `ms`. */
  'slow',
  /** Never answers: the socket stays open until the client or the sandbox gives up. */
  'stall',
  /** An HTML error page with `status` (502). */
  'status',
  /** 429 with `retry_after` seconds (1). */
  'rate_limit',
  /** Half an answer with the full content-length, then the socket is gone; with `ms` = 0, no answer at all. */
  'reset',
  /** 200 with a text that is not JSON. */
  'non_json',
  /** 200 with the first half of the JSON. */
  'truncated_json',
  /** The envelope of a wrong key. */
  'wrong_key',
  /** The envelope of any other refusal: `message`. */
  'refused',
  'records_container',
  'data_empty_string',
  'data_object',
  /** The page before is sent again. */
  'repeat_page',
  /** Page 1, whatever was asked. */
  'ignore_page',
  /** A new call arrives right after this page was sent: everything moves down by one. */
  'page_shift',
  /** One row of the page is in it twice. */
  'duplicate_row',
  /** Three more rows: without id, not an object, null; and odd but harmless dates in two real ones. */
  'bad_row',
  'string_duration',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultOrder {
  kind: FaultKind;
  /** How many requests it hits (1); 0 is all of them. */
  times?: number;
  /** Only requests with this `method` parameter, only this page. */
  method?: string;
  page?: number;
  ms?: number;
  status?: number;
  retry_after?: number;
  message?: string;
  /** For dials: the call is placed first, then the answer goes wrong. */
  placed?: boolean;
}

export interface Fault extends FaultOrder {
  id: number;
  hits: number;
}

export class FaultBoard {
  private faults: Fault[] = [];
  private added = 0;

  add(order: FaultOrder): Fault {
    if (!FAULT_KINDS.includes(order.kind)) throw new RangeError(`no fault ${String(order.kind)}; there are ${FAULT_KINDS.join(', ')}`);
    const fault: Fault = { ...order, id: (this.added += 1), hits: 0 };
    this.faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.faults;
  }

  remove(id: number): void {
    this.faults = this.faults.filter((fault) => fault.id !== id);
  }

  clear(): void {
    this.faults = [];
  }

  /** The faults that hit this request; each is one hit older afterwards. */
  take(method: string, page: number): Fault[] {
    const hit = this.faults.filter((fault) => (fault.method ?? method) === method && (fault.page ?? page) === page);
    for (const fault of hit) fault.hits += 1;
    this.faults = this.faults.filter((fault) => fault.times === 0 || fault.hits < (fault.times ?? 1));
    return hit;
  }
}
