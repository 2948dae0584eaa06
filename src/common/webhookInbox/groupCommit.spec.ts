import { GroupCommit } from './groupCommit.js';

const LIMITS = { group: 3, waiting: 5, waiting_bytes: 1_000, patience_ms: 60_000 };
const overloaded = () => new Error('overloaded');
/** Long enough for what was read in one turn of the event loop to be handed over. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count++) await new Promise((resolve) => setImmediate(resolve));
}

/** Commits that end when told to. */
function manual() {
  const groups: { items: number[]; end(error?: Error): void }[] = [];
  const commit = (items: number[]) =>
    new Promise<void>((resolve, reject) => groups.push({ items, end: (error) => (error ? reject(error) : resolve()) }));
  return { groups, commit };
}

describe('GroupCommit', () => {
  it('commits together what arrives while a commit is under way', async () => {
    const { groups, commit } = manual();
    const inbox = new GroupCommit(commit, LIMITS, overloaded);
    const first = inbox.add(1, 1);
    await turn();
    const others = [2, 3, 4, 5].map((item) => inbox.add(item, 1));
    await turn();
    expect(groups.map(({ items }) => items)).toEqual([[1]]);
    groups[0]!.end();
    await first;
    await turn();
    expect(groups[1]!.items).toEqual([2, 3, 4]);
    groups[1]!.end();
    await turn();
    groups[2]!.end();
    await Promise.all(others);
    expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('says done only after the commit, and to everyone in the group that it failed', async () => {
    const { groups, commit } = manual();
    const inbox = new GroupCommit(commit, LIMITS, overloaded);
    let answered = 0;
    const added = [1, 2].map((item) => inbox.add(item, 1).finally(() => answered++));
    await turn();
    expect(answered).toBe(0);
    groups[0]!.end(new Error('no database'));
    await expect(Promise.allSettled(added)).resolves.toMatchObject([
      { reason: { message: 'no database' } },
      { reason: { message: 'no database' } },
    ]);
  });

  it('refuses at once what would wait behind too many, or weigh too much', async () => {
    const { groups, commit } = manual();
    const inbox = new GroupCommit(commit, LIMITS, overloaded);
    const first = inbox.add(0, 1);
    await turn();
    const waiting = [1, 2, 3, 4, 5].map((item) => inbox.add(item, 1));
    await expect(inbox.add(6, 1)).rejects.toThrow('overloaded');
    groups[0]!.end();
    await first;
    await turn();
    await expect(inbox.add(7, 999)).rejects.toThrow('overloaded');
    groups[1]!.end();
    await turn();
    groups[2]!.end();
    await Promise.all(waiting);
  });

  it('lets nobody wait longer than its patience, and commits what comes later', async () => {
    const { groups, commit } = manual();
    const inbox = new GroupCommit(commit, { ...LIMITS, patience_ms: 250 }, overloaded);
    const stuck = inbox.add(1, 1);
    await turn();
    const late = inbox.add(2, 1);
    await expect(
      Promise.all([expect(stuck).rejects.toThrow('overloaded'), expect(late).rejects.toThrow('overloaded')]),
    ).resolves.toBeDefined();
    groups[0]!.end();
    await turn();
    // What was refused while it waited is not stored behind its provider's back.
    expect(groups).toHaveLength(1);
    const next = inbox.add(3, 1);
    await turn();
    groups[1]!.end();
    await next;
    expect(groups[1]!.items).toEqual([3]);
  });
});
