/** One address of somebody in the model. */
interface Owned {
  customer: number;
  shared: boolean;
}

interface Merge {
  id: string;
  from: number;
  into: number;
  undone: boolean;
}

export type Outcome = 'matched' | 'made' | 'conflict' | 'shared';

/**
 * Who customers are, told as plainly as possible: a list of people, a list of edges, and for each address a list of those who have
 * it. Nothing is kept that could be worked out, so nothing can be wrong by itself.
 */
export class CustomerModel {
  readonly ids: string[] = [];
  readonly deleted = new Set<number>();
  readonly merges: Merge[] = [];
  /** Things that happened, by the customer whose address they came by. */
  readonly events: number[] = [];
  private readonly owners = new Map<string, Owned[]>();

  add(id: string): number {
    return this.ids.push(id) - 1;
  }

  own(address: string, customer: number, shared = false): void {
    this.owners.set(address, [...this.ownersOf(address), { customer, shared }]);
  }

  giveUp(address: string, customer: number): void {
    this.owners.set(
      address,
      this.ownersOf(address).filter((owned) => owned.customer !== customer),
    );
  }

  ownersOf(address: string): Owned[] {
    return this.owners.get(address) ?? [];
  }

  addressesOf(customer: number): string[] {
    return [...this.owners].filter(([, owned]) => owned.some((one) => one.customer === customer)).map(([address]) => address);
  }

  /** The one whom this one is part of now. */
  root(customer: number): number {
    const edge = this.merges.find(({ from, undone }) => from === customer && !undone);
    return edge ? this.root(edge.into) : customer;
  }

  members(customer: number): number[] {
    const root = this.root(customer);
    return this.ids.map((_id, one) => one).filter((one) => this.root(one) === root);
  }

  /** Whom a message with these addresses comes from: every customer it could be, in the model's words. */
  expected(addresses: string[]): { outcome: Outcome; customers: number[] } {
    const sure = addresses.flatMap((address) => this.ownersOf(address).filter(({ shared }) => !shared)).map(({ customer }) => customer);
    const roots = new Set(sure.map((customer) => this.root(customer)));
    if (roots.size > 1) return { outcome: 'conflict', customers: sure };
    if (roots.size === 1) return { outcome: 'matched', customers: sure };
    const free = addresses.filter((address) => this.ownersOf(address).length === 0);
    return free.length === 0 ? { outcome: 'shared', customers: [] } : { outcome: 'made', customers: [] };
  }

  countEvents(customer: number): number {
    const members = new Set(this.members(customer));
    return this.events.filter((one) => members.has(one)).length;
  }
}
