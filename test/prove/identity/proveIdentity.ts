import { readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { Random } from '../../../src/providers/sandbox/random.js';
import { openPool } from '../../support/pool.js';
import { type Product, startProduct } from '../../support/product.js';
import { CustomerModel, type Outcome } from './customerModel.js';

export interface IdentityProofOptions {
  seed: string;
  steps: number;
  /** `auto_merge`: conflicting addresses merge; `moving_merge`: a merge moves addresses. The proof has to notice. */
  sabotage?: 'auto_merge' | 'moving_merge';
  say?: (line: string) => void;
}

export interface IdentityProofReport {
  steps: number;
  customers: number;
  messages: number;
  merges: number;
  undone: number;
  races: number;
  checks: number;
  faults: string[];
}

interface Resolved {
  customer_id: string | null;
  outcome: Outcome;
}

/** How many addresses there are: few, so that people meet. */
const ADDRESSES = 60;

const SABOTAGE = {
  auto_merge: `
    create function public.sabotage() returns trigger language plpgsql as $$
    begin
      perform public.merge_customers(new.customer_id, new.other_id, '', null);
      return null;
    end $$;
    create trigger sabotage after insert on public.customer_suggestions for each row execute function public.sabotage()`,
  moving_merge: `
    create function public.sabotage() returns trigger language plpgsql as $$
    begin
      update public.customer_identities set customer_id = new.into_id, is_primary = false where customer_id = new.customer_id;
      return null;
    end $$;
    create trigger sabotage after insert on public.customer_merges for each row execute function public.sabotage()`,
};

/**
 * Messages, merges, merges undone in any order, addresses added, shared, given up and changed, and customers deleted, at random, beside a
 * plain model: whom each message comes from, who is one with whom, how much each timeline holds. A merge that is undone leaves every row as
 * it was, byte for byte. Two who meet an unknown address at once make one customer. Repeats exactly for a seed.
 */
export async function proveIdentity(options: IdentityProofOptions): Promise<IdentityProofReport> {
  const product = await startProduct({ environment: { SANDBOX_PROFILE: 'none' } });
  const { runtime } = JSON.parse(readFileSync(path.join(product.data_dir, 'runtime.json'), 'utf8')) as {
    runtime: { database: { db_url: string } };
  };
  const pool = openPool(runtime.database.db_url, 3);
  try {
    if (options.sabotage) await pool.query(SABOTAGE[options.sabotage]);
    // Of the demo.
    const { rows } = await pool.query<{ known: string }>('select count(*) as known from customers');
    const proof = new IdentityProof(product, pool, new Random(options.seed), Number(rows[0]!.known));
    for (let step = 0; step < options.steps; step++) {
      await proof.step();
      if (step % 10 === 9 || step === options.steps - 1) await proof.compareAll();
      if (step % 200 === 199) options.say?.(`${step + 1} steps, ${proof.report.faults.length} faults`);
    }
    return proof.report;
  } finally {
    await pool.end();
    await product.stop();
  }
}

class IdentityProof {
  readonly report: IdentityProofReport = { steps: 0, customers: 0, messages: 0, merges: 0, undone: 0, races: 0, checks: 0, faults: [] };
  private readonly model = new CustomerModel();
  private readonly addresses: string[];

  constructor(
    private readonly product: Product,
    private readonly pool: pg.Pool,
    private readonly random: Random,
    private readonly known: number,
  ) {
    this.addresses = Array.from({ length: ADDRESSES }, (_, n) => {
      // Traps: plus addresses of one box, and numbers that look alike, are different people.
      if (n % 3 === 0) return `phone:+9181234${String(50_000 + n).padStart(5, '0')}`;
      return n % 3 === 1 ? `email:person${n}@customers.test` : `email:person${n - 1}+shop@customers.test`;
    });
  }

  async step(): Promise<void> {
    this.report.steps++;
    const act = this.random.weighted<() => Promise<void>>([
      [() => this.message(), 40],
      [() => this.race(), 6],
      [() => this.merge().then(() => undefined), 14],
      [() => this.undo(), 12],
      [() => this.mergeAndUndo(), 8],
      [() => this.share(), 5],
      [() => this.release(), 6],
      [() => this.changeNumber(), 6],
      [() => this.remove(), 3],
    ]);
    await act();
  }

  /** A message with one address or two, and what it leaves on the timeline of whoever wrote it. */
  private async message(): Promise<void> {
    this.report.messages++;
    const addresses = this.some(this.random.chance(0.3) ? 2 : 1);
    const [resolved] = await this.resolve([addresses]);
    await this.took(addresses, resolved!);
  }

  /** The same unknown address in two connections at once. */
  private async race(): Promise<void> {
    const free = this.addresses.filter((address) => this.model.ownersOf(address).length === 0);
    if (free.length === 0) return;
    this.report.races++;
    const address = this.random.pick(free);
    const [[one], [other]] = await Promise.all([this.resolve([[address]]), this.resolve([[address]])]);
    if (one!.customer_id !== other!.customer_id) this.fault(`two workers made two customers of ${address}`);
    const made = [one!, other!].filter(({ outcome }) => outcome === 'made').length;
    if (made !== 1) this.fault(`${made} of two workers say that they made ${address}`);
    await this.took([address], { ...one!, outcome: 'made' });
  }

  private async merge(): Promise<string | null> {
    const [from, into] = this.two();
    if (from === undefined || into === undefined) return null;
    const { status, body } = await this.call('POST', `/customers/${this.model.ids[from]}/merge`, { into_id: this.model.ids[into] });
    const [root_from, root_into] = [this.model.root(from), this.model.root(into)];
    const expected = [root_from, root_into].some((one) => this.model.deleted.has(one)) ? 404 : root_from === root_into ? 409 : 200;
    if (status !== expected) this.fault(`merging ${from} into ${into} answered ${status}, not ${expected}`);
    if (status !== 200) return null;
    this.report.merges++;
    const id = (body as { id: string }).id;
    this.model.merges.push({ id, from: root_from, into: root_into, undone: false });
    return id;
  }

  private async undo(): Promise<void> {
    if (this.model.merges.length === 0) return;
    const merge = this.random.pick(this.model.merges);
    await this.takeBack(merge.id);
  }

  private async takeBack(id: string): Promise<void> {
    const merge = this.model.merges.find((one) => one.id === id)!;
    const { status } = await this.call('POST', `/customers/merges/${id}/undo`);
    const expected = merge.undone ? 409 : 200;
    if (status !== expected) this.fault(`undoing ${id} answered ${status}, not ${expected}`);
    if (status === 200) this.report.undone++;
    merge.undone = true;
  }

  /** A merge, with what it finds beneath it unmoved, and after the undoing every row and answer as it was. */
  private async mergeAndUndo(): Promise<void> {
    const before = await this.everything();
    const id = await this.merge();
    if (!id) return;
    await this.takeBack(id);
    this.report.checks++;
    const after = await this.everything();
    const changed = Object.keys(before).filter((part) => before[part] !== after[part]);
    if (changed.length > 0) this.fault(`a merge that was undone changed ${changed.join(', ')}`);
  }

  private async share(): Promise<void> {
    const customer = this.any();
    if (customer === undefined) return;
    const address = this.random.pick(this.addresses);
    const root = this.model.root(customer);
    const has = this.model.members(customer).find((one) => this.model.ownersOf(address).some((owned) => owned.customer === one));
    const alone = this.model.ownersOf(address).some(({ shared }) => !shared);
    if (has !== undefined) return;
    const [kind, value] = split(address);
    const { status } = await this.call('POST', `/customers/${this.model.ids[customer]}/identities`, { kind, value, is_shared: true });
    const expected = this.model.deleted.has(root) ? 404 : alone ? 409 : 201;
    if (status !== expected) this.fault(`sharing ${address} answered ${status}, not ${expected}`);
    if (status === 201) this.model.own(address, root, true);
  }

  private async release(): Promise<void> {
    const customer = this.any();
    const address = customer === undefined ? undefined : this.model.addressesOf(customer)[0];
    if (customer === undefined || address === undefined) return;
    const [kind, value] = split(address);
    await this.pool.query(
      `select public.end_identity(id, 'released') from customer_identities
       where customer_id = $1 and kind = $2 and value = $3 and ended_at is null`,
      [this.model.ids[customer], kind, value],
    );
    this.model.giveUp(address, customer);
  }

  private async changeNumber(): Promise<void> {
    const numbers = this.addresses.filter((address) => address.startsWith('phone:'));
    const [old, next] = [this.random.pick(numbers), this.random.pick(numbers)];
    const { rows } = await this.pool.query<{ said: string }>(`select public.change_number('phone', $1, $2, 'whatsapp', now()) as said`, [
      split(old)[1],
      split(next)[1],
    ]);
    const owner = this.model.ownersOf(old).find(({ shared }) => !shared)?.customer;
    const holder = this.model.ownersOf(next).find(({ shared }) => !shared)?.customer;
    let expected = 'unknown';
    if (owner !== undefined && old !== next) {
      this.model.giveUp(old, owner);
      const shared = holder === undefined && this.model.ownersOf(next).length > 0;
      if (shared || (holder !== undefined && this.model.root(holder) === this.model.root(owner))) expected = 'released';
      else expected = holder === undefined ? 'moved' : 'conflict';
      if (expected === 'moved') this.model.own(next, owner);
    }
    if (rows[0]!.said !== expected) this.fault(`${old} to ${next} was ${rows[0]!.said}, not ${expected}`);
  }

  private async remove(): Promise<void> {
    const customer = this.any();
    if (customer === undefined) return;
    const root = this.model.root(customer);
    const { status } = await this.call('DELETE', `/customers/${this.model.ids[customer]}`);
    const expected = this.model.deleted.has(root) ? 404 : 200;
    if (status !== expected) this.fault(`deleting ${customer} answered ${status}, not ${expected}`);
    this.model.deleted.add(root);
    for (const member of this.model.members(customer)) {
      for (const address of this.model.addressesOf(member)) this.model.giveUp(address, member);
    }
  }

  /** Every id that ever was, against the model. */
  async compareAll(): Promise<void> {
    const { rows } = await this.pool.query<{ id: string; root: string }>('select id, coalesce(merged_into, id) as root from customers');
    const roots = new Map(rows.map(({ id, root }) => [id, root]));
    for (const [customer, id] of this.model.ids.entries()) {
      this.report.checks++;
      const expected = this.model.ids[this.model.root(customer)];
      if (roots.get(id) !== expected) this.fault(`customer ${customer} is part of ${roots.get(id)}, not of ${expected}`);
    }
    const made = rows.length - this.known;
    if (made !== this.model.ids.length) this.fault(`${made} customers, not ${this.model.ids.length}`);
    const owned = await this.pool.query<{ address: string; owners: string }>(
      `select kind || ':' || value as address, string_agg(customer_id::text, ' ' order by customer_id) as owners
       from customer_identities where ended_at is null group by 1`,
    );
    const found = new Map(owned.rows.map(({ address, owners }) => [address, owners]));
    for (const address of this.addresses) {
      const expected = this.model.ownersOf(address).map(({ customer }) => this.model.ids[customer]!);
      if ((found.get(address) ?? '') !== expected.sort().join(' '))
        this.fault(`${address} is ${found.get(address)}'s, not ${expected.join(' ')}'s`);
    }
    const asked = this.any();
    if (asked !== undefined) await this.compareTimeline(asked);
    this.report.customers = this.model.ids.length;
  }

  /** The page, its summary and the model tell the same number, under every id of the customer. */
  private async compareTimeline(customer: number): Promise<void> {
    const id = this.model.ids[customer]!;
    const gone = this.model.deleted.has(this.model.root(customer));
    const page = await this.call('GET', `/customer-timeline/${id}?limit=200`);
    if (page.status !== (gone ? 404 : 200)) return this.fault(`the timeline of ${customer} answered ${page.status}`);
    if (gone) return;
    const summary = await this.call('GET', `/customer-timeline/${id}/summary`);
    const listed = (page.body as { data: unknown[] }).data.length;
    const total = (summary.body as { total: number }).total;
    const expected = this.model.countEvents(customer);
    if (listed !== Math.min(expected, 200) || total !== expected)
      this.fault(`the timeline of ${customer} lists ${listed} and counts ${total}, not ${expected}`);
    const { body } = await this.call('GET', `/customers/${id}`);
    if ((body as { id: string }).id !== this.model.ids[this.model.root(customer)])
      this.fault(`customer ${customer} answers as somebody else`);
  }

  /** What a message did, in the model and on the timeline. */
  private async took(addresses: string[], { customer_id, outcome }: Resolved): Promise<void> {
    const expected = this.model.expected(addresses);
    if (outcome !== expected.outcome) return this.fault(`${addresses.join()} was ${outcome}, not ${expected.outcome}`);
    if (outcome === 'shared') return;
    let customer = customer_id ? this.model.ids.indexOf(customer_id) : -1;
    if (outcome === 'made') {
      if (customer !== -1) return this.fault(`${addresses.join()} was made, but is ${customer_id}`);
      customer = this.model.add(customer_id!);
    } else if (!expected.customers.includes(customer)) {
      return this.fault(`${addresses.join()} is ${customer_id}'s, who has none of them`);
    }
    if (outcome !== 'conflict') {
      for (const address of addresses) if (this.model.ownersOf(address).length === 0) this.model.own(address, customer);
    }
    await this.pool.query(`insert into customer_events (customer_id, event_type, title) values ($1, 'message', 'A message')`, [
      customer_id,
    ]);
    this.model.events.push(customer);
  }

  private async resolve(messages: string[][]): Promise<Resolved[]> {
    const items = messages.map((addresses) => ({
      identities: addresses.map((address) => ({ kind: split(address)[0], value: split(address)[1], verified: true })),
      source: 'proof',
    }));
    const { rows } = await this.pool.query<Resolved>('select * from public.resolve_customers($1) order by item', [JSON.stringify(items)]);
    return rows;
  }

  /** Every row that a merge could touch, without what says who is part of whom. */
  private async everything(): Promise<Record<string, string>> {
    const { rows } = await this.pool.query<Record<string, string>>(`
      select
        (select md5(string_agg(c::text, '|' order by c.id)) from customers c) as customers,
        (select md5(string_agg(i::text, '|' order by i.id)) from customer_identities i) as identities,
        (select md5(string_agg(e::text, '|' order by e.id)) from customer_events e) as events,
        (select md5(string_agg(p::text, '|' order by p.customer_id, p.channel)) from customer_permissions p) as permissions`);
    return rows[0]!;
  }

  private async call(method: string, route: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.product.api}${route}`, {
      method,
      headers: { authorization: `Bearer ${this.product.token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  private some(count: number): string[] {
    return [...new Set(Array.from({ length: count }, () => this.random.pick(this.addresses)))];
  }

  private any(): number | undefined {
    return this.model.ids.length === 0 ? undefined : this.random.int(0, this.model.ids.length - 1);
  }

  private two(): [number | undefined, number | undefined] {
    return [this.any(), this.any()];
  }

  private fault(words: string): void {
    this.report.faults.push(`step ${this.report.steps}: ${words}`);
  }
}

function split(address: string): [string, string] {
  const at = address.indexOf(':');
  return [address.slice(0, at), address.slice(at + 1)];
}
