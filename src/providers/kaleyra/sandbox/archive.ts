import { addDays, epochOf, indianDate, indianTime } from './indianTime.js';
import { recordingOf } from './callPlan.js';
import { Random } from '../../sandbox/random.js';
import { CONNECTED, type DaySource, type KaleyraSandboxRow, type Leg, newestFirst, SANDBOX_DID } from './row.js';

export interface ArchivePage {
  /** `2026-02-24`, both inclusive. */
  from_date: string;
  to_date: string;
  page: number;
  limit: number;
  keep?: (row: KaleyraSandboxRow) => boolean;
}

export interface Correction {
  /** These rows, or `count` rows drawn among the listed ones of a range (by default the last two days). */
  ids?: string[];
  count?: number;
  from?: string;
  to?: string;
  /** What to write; by default what a provider corrects: a final status, talk seconds, the end, the recording. */
  set?: Partial<KaleyraSandboxRow>;
}

/** Bounds the memory of a long benchmark: a row with its text takes about a kilobyte. */
const MOST_CACHED_ROWS = 300_000;

/** All rows there are: a generated history, and over it what was placed, corrected or deleted since. */
export class CallArchive {
  private readonly days = new Map<string, Leg[]>();
  private readonly sizes = new Map<string, number>();
  private cached_rows = 0;
  /** Rows put in by hand, by date and id; `gone` hides generated rows. */
  private readonly put = new Map<string, Map<string, Leg>>();
  private readonly put_on = new Map<string, string>();
  private readonly gone = new Set<string>();
  private ids_given = 0;
  private corrections_drawn = 0;

  constructor(
    private readonly source: DaySource,
    private readonly seed: string,
    private readonly now: () => Date,
  ) {}

  /** In epoch seconds: a call is listed once it has begun. */
  clock(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  page({ from_date, to_date, page, limit, keep }: ArchivePage): Leg[] {
    const wanted: Leg[] = [];
    const now = this.clock();
    const today = indianDate(now);
    const first_date = this.firstDate(from_date);
    let skip = (page - 1) * limit;
    for (let date = to_date < today ? to_date : today; date >= first_date && wanted.length < limit; date = addDays(date, -1)) {
      // A past day that lies before the page is skipped by its size: deep pages do not wake every day up.
      const size = keep || date === today ? undefined : this.sizes.get(date);
      if (size !== undefined && size <= skip) {
        skip -= size;
        continue;
      }
      const listed = this.listed(date, now);
      const kept = keep ? listed.filter((leg) => keep(leg.row)) : listed;
      for (const leg of kept.slice(skip, skip + limit - wanted.length)) wanted.push(leg);
      skip = Math.max(0, skip - kept.length);
    }
    return wanted;
  }

  /** Listed rows that begin in [from, to), newest first. */
  within(from: number, to: number): Leg[] {
    const now = this.clock();
    const found: Leg[] = [];
    const last = Math.min(to, now + 1);
    const first_date = this.firstDate(indianDate(from));
    for (let date = indianDate(last - 1); date >= first_date; date = addDays(date, -1)) {
      for (const leg of this.listed(date, now)) if (leg.at >= from && leg.at < to) found.push(leg);
    }
    return found;
  }

  find(id: string): Leg | undefined {
    const put_date = this.put_on.get(id);
    if (put_date) return this.put.get(put_date)?.get(id);
    if (this.gone.has(id)) return undefined;
    for (const date of this.source.homesOf(id)) {
      const leg = this.day(date).find((candidate) => candidate.row.id === id);
      if (leg) return leg;
    }
    return undefined;
  }

  /** Adds rows, or replaces those with the same id; what is left out gets a sensible value. */
  insert(rows: Partial<KaleyraSandboxRow>[]): KaleyraSandboxRow[] {
    return rows.map((given) => {
      const at = given.start_time ? epochOf(given.start_time) : this.clock();
      if (!Number.isFinite(at)) throw new RangeError(`start_time of an inserted row must look like ${indianTime(this.clock())}`);
      const row: KaleyraSandboxRow = { ...blankRow(given.id ?? this.nextId(), at), ...given };
      this.store({ at, row, text: undefined });
      return { ...row };
    });
  }

  /** Says how many of them there were. */
  remove(ids: string[]): number {
    return ids.filter((id) => {
      const leg = this.find(id);
      if (!leg) return false;
      this.drop(leg);
      return true;
    }).length;
  }

  /** The same corrections in the same order change the same rows the same way. */
  correct(order: Correction): KaleyraSandboxRow[] {
    const random = new Random(`${this.seed}/correction/${(this.corrections_drawn += 1)}`);
    const legs = order.ids ? order.ids.flatMap((id) => this.find(id) ?? []) : this.draw(random, order);
    return legs.map((leg) => this.insert([order.set ? { ...leg.row, ...order.set, id: leg.row.id } : corrected(random, leg)])[0]!);
  }

  nextId(): string {
    return `sim-p${this.now().getTime().toString(36)}-${(this.ids_given += 1)}`;
  }

  /** However far back somebody asks, days before the first row are not walked. */
  private firstDate(asked: string): string {
    const first = [this.source.first_date, ...this.put.keys()].sort()[0]!;
    return asked > first ? asked : first;
  }

  private draw(random: Random, { count = 1, from, to }: Correction): Leg[] {
    const now = this.clock();
    const start = from ? Date.parse(from) / 1000 : epochOf(addDays(indianDate(now), -1));
    const end = to ? Date.parse(to) / 1000 : now + 1;
    return random.shuffle(this.within(start, end)).slice(0, count);
  }

  private store(leg: Leg): void {
    const before = this.find(leg.row.id);
    if (before) this.drop(before);
    // A generated row stays hidden behind the one that replaced it.
    this.gone.add(leg.row.id);
    const date = indianDate(leg.at);
    const on_date = this.put.get(date) ?? new Map<string, Leg>();
    this.put.set(date, on_date.set(leg.row.id, leg));
    this.put_on.set(leg.row.id, date);
    const cached = this.days.get(date);
    if (cached) this.amend(date, cached.toSpliced(placeOf(leg, cached), 0, leg));
    else this.sizes.delete(date);
  }

  private drop({ at, row }: Leg): void {
    const date = indianDate(at);
    this.put.get(date)?.delete(row.id);
    this.put_on.delete(row.id);
    this.gone.add(row.id);
    const cached = this.days.get(date);
    if (cached)
      this.amend(
        date,
        cached.filter((leg) => leg.row.id !== row.id),
      );
    else this.sizes.delete(date);
  }

  private listed(date: string, now: number): Leg[] {
    const legs = this.day(date);
    const future = firstWhere(legs, (leg) => leg.at <= now);
    return future === 0 ? legs : legs.slice(future);
  }

  private day(date: string): Leg[] {
    const known = this.days.get(date);
    if (known) {
      this.days.delete(date);
      this.days.set(date, known);
      return known;
    }
    const generated = this.source.legsOf(date);
    const kept = this.gone.size > 0 ? generated.filter((leg) => !this.gone.has(leg.row.id)) : generated;
    const legs = [...kept, ...(this.put.get(date)?.values() ?? [])].sort(newestFirst);
    this.amend(date, legs);
    for (const [oldest, evicted] of this.days) {
      if (this.cached_rows <= MOST_CACHED_ROWS || oldest === date) break;
      this.days.delete(oldest);
      this.cached_rows -= evicted.length;
    }
    return legs;
  }

  private amend(date: string, legs: Leg[]): void {
    this.cached_rows += legs.length - (this.days.get(date)?.length ?? 0);
    this.days.set(date, legs);
    this.sizes.set(date, legs.length);
  }
}

function placeOf(leg: Leg, legs: Leg[]): number {
  return firstWhere(legs, (other) => newestFirst(other, leg) > 0);
}

/** In a list where once true stays true. */
function firstWhere(legs: Leg[], holds: (leg: Leg) => boolean): number {
  let [low, high] = [0, legs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(legs[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function corrected(random: Random, { at, row }: Leg): KaleyraSandboxRow {
  const talked = Number(row.billsec) > 0;
  const connected = CONNECTED.has(row.status);
  const status = connected ? row.status : row.service === 'CallForward' ? 'ANSWERED-B' : 'ANSWER';
  const extra = random.int(5, 90);
  const duration = row.duration + extra;
  const billsec = talked ? Number(row.billsec) + extra : extra;
  const recording = row.service === 'CallForward' ? recordingOf(row.id) : row.recording;
  return {
    ...row,
    status,
    duration,
    billsec: String(billsec),
    credits: String(Math.ceil(billsec / 60)),
    end_time: indianTime(at + duration),
    recording,
  };
}

function blankRow(id: string, at: number): KaleyraSandboxRow {
  return {
    id,
    uniqid: `sim${at}.${id.length}`,
    parent_id: '',
    callfrom: '5550001001',
    callto: SANDBOX_DID,
    start_time: indianTime(at),
    end_time: '',
    duration: 0,
    billsec: '0',
    credits: '0',
    status: 'ANSWER',
    location: '',
    provider: '',
    service: 'Incoming',
    caller_id: SANDBOX_DID,
    recording: '',
    notes: '',
    custom: '',
    date: indianDate(at),
  };
}
