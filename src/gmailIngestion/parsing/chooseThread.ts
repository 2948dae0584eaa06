/** An e-mail as far as its people go. */
export interface Voice {
  direction: 'inbound' | 'outbound';
  kind: string;
  kind_reason: string;
  from_email: string;
  /** The other side: who wrote, when that was not us, and the recipients but our own. */
  people: string[];
}

/** Where an e-mail that speaks for a thread was found. */
type Way =
  /** It is named by In-Reply-To or References. */
  | 'reference'
  /** Gmail sees both together. */
  | 'gmail_thread'
  /** Both name the same number in the subject. */
  | 'ticket'
  /** It answers the one that comes now, and came before it. */
  | 'answered'
  /** Both answer the same message, which may never have been here. */
  | 'same_reference';

export interface Clue {
  way: Way;
  thread_id: string;
  /** Whose word the found one is; of a `reference` only the direction is known. */
  writer: Partial<Voice> & Pick<Voice, 'direction'>;
  /** Of a `reference`: the message that is named, and how far back in References it stands; the last is the nearest. */
  named?: string;
  nearness?: number;
}

/** A thread that comes into question. */
export interface Thread {
  id: string;
  participants: string[];
  status: string;
  priority: string;
  possible_duplicate_of: string | null;
}

export interface EmailToPlace extends Voice {
  in_reply_to: string;
}

export interface Choice {
  /** Null: it begins a thread. */
  thread_id: string | null;
  reason: string;
  /** A person writes again, so that the matter is open again. */
  reopens: boolean;
  /** A thread that it named and whose people are others, with a sentence for the reader. */
  duplicate: { thread_id: string; reason: string } | null;
  /** It spoke for a thread, or one spoke for it, and was not believed. */
  has_refused: boolean;
  /** Threads may belong together that did not before. */
  joins: boolean;
}

/** The strongest first. */
const DIRECT: Way[] = ['reference', 'gmail_thread', 'ticket', 'answered'];

const NO_PART = 'but its writer has no part in';
export const NAMES_MESSAGE = `It refers to a message of that thread, ${NO_PART} it.`;
const WHY_DUPLICATE: Partial<Record<string, string>> = {
  ticket: `Its subject names the number of that thread, ${NO_PART} it.`,
  gmail_thread: `Gmail sees them together, ${NO_PART} that thread.`,
};

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];

/**
 * The thread of an e-mail. `threads` holds those that the clues name, in the order in which they began. A thread is its own only when the
 * people agree: otherwise it begins its own, which names the other as a possible duplicate.
 */
export function chooseThread(email: EmailToPlace, clues: Clue[], threads: Thread[]): Choice {
  const believed: { thread: Thread; reason: string }[] = [];
  const refused: { thread: Thread; reason: string }[] = [];
  for (const { thread, found } of candidates(clues, threads)) {
    const is_believed = found.some((clue) => agree(email, clue, { theirs: thread.participants, ours: email.people }));
    (is_believed ? believed : refused).push({ thread, reason: reasonOf(email, found[0]!) });
  }
  for (const thread of threads) {
    const answers_the_same = clues.some(
      (clue) => clue.way === 'same_reference' && clue.thread_id === thread.id && talk(email, clue.writer),
    );
    if (answers_the_same && !believed.some((other) => other.thread === thread)) believed.push({ thread, reason: 'same_reference' });
  }

  const [chosen, ...others] = believed;
  // Of what answers it there is a note at the other thread: see `has_refused`.
  const named = refused.find(({ reason }) => reason !== 'joined');
  const is_told = named && named.thread !== chosen?.thread && !chosen?.thread.possible_duplicate_of;
  return {
    thread_id: chosen?.thread.id ?? null,
    reason: chosen?.reason ?? (named ? `new: ${named.reason} not believed` : 'new'),
    // Machines open nothing, and spam stays spam.
    reopens: !!chosen && email.direction === 'inbound' && email.kind === 'message' && !['open', 'spam'].includes(chosen.thread.status),
    duplicate: is_told ? { thread_id: named.thread.id, reason: WHY_DUPLICATE[named.reason] ?? NAMES_MESSAGE } : null,
    has_refused: refused.length > 0,
    joins:
      others.length > 0 ||
      (!!chosen && (refused.length > 0 || email.people.some((person) => !chosen.thread.participants.includes(person)))),
  };
}

/** What ties an e-mail of a thread to another thread. */
export interface ThreadLink {
  email: Voice;
  clue: Clue;
}

export interface Joining {
  keep: string;
  drop: string;
  status: string;
  priority: string;
}

/** The oldest thread that belongs to this one, and what becomes of the two; null when there is none. `threads`: as above, with this one. */
export function threadToJoin(thread_id: string, links: ThreadLink[], threads: Thread[]): Joining | null {
  const own = threads.find(({ id }) => id === thread_id)!;
  const other = threads.find((thread) =>
    links.some(
      ({ email, clue }) => clue.thread_id === thread.id && agree(email, clue, { theirs: thread.participants, ours: own.participants }),
    ),
  );
  if (!other) return null;
  const [keep, drop] = threads.indexOf(own) < threads.indexOf(other) ? [own, other] : [other, own];
  const status = ['spam', 'open', 'pending'].find((strong) => keep.status === strong || drop.status === strong) ?? keep.status;
  const priority = PRIORITIES.indexOf(drop.priority) > PRIORITIES.indexOf(keep.priority) ? drop.priority : keep.priority;
  return { keep: keep.id, drop: drop.id, status, priority };
}

/** The threads that are spoken for directly, each with its clues: the strongest first, then the nearest, then the oldest thread. */
function candidates(clues: Clue[], threads: Thread[]): { thread: Thread; found: Clue[] }[] {
  const strength = (clue: Clue) => [DIRECT.indexOf(clue.way), -(clue.nearness ?? 0)] as const;
  const order = (a: Clue, b: Clue) => strength(a)[0] - strength(b)[0] || strength(a)[1] - strength(b)[1];
  return threads
    .map((thread) => ({
      thread,
      found: clues.filter(({ way, thread_id }) => DIRECT.includes(way) && thread_id === thread.id).sort(order),
    }))
    .filter(({ found }) => found.length > 0)
    .sort((a, b) => order(a.found[0]!, b.found[0]!));
}

function reasonOf({ in_reply_to }: EmailToPlace, { way, named }: Clue): string {
  if (way === 'reference') return named === in_reply_to ? 'reply' : 'reference';
  return way === 'answered' ? 'joined' : way;
}

/**
 * Whether a clue is believed. A reference is known to whoever got a copy of it, so somebody's word is needed who has a part in the
 * other side: `theirs` are the people of the thread that is spoken for, `ours` those of the e-mail or of its thread.
 */
function agree(email: Voice, { way, writer }: Clue, { theirs, ours }: { theirs: string[]; ours: string[] }): boolean {
  if (way === 'same_reference') return talk(email, writer);
  if (way === 'reference') return reportsOn(email, writer) || meet(speakers(email), theirs);
  if (way === 'answered') return reportsOn(writer, email) || meet(speakers(writer), ours);
  return meet(speakers(email), theirs) || meet(speakers(writer), ours);
}

/** Who wrote the one, or was written to by us, has a part in the other, and the other way round. */
function talk(one: Partial<Voice>, other: Partial<Voice>): boolean {
  return meet(speakers(one), other.people ?? []) && meet(speakers(other), one.people ?? []);
}

/** Those whose word decides: who wrote it, or to whom we wrote. */
function speakers({ direction, from_email, people = [] }: Partial<Voice>): string[] {
  if (direction === 'outbound') return people;
  return from_email ? [from_email] : [];
}

/** A mail server tells of what we sent: it came back, it was delivered, or it may yet be. The reason is that of mailParser.ts. */
function reportsOn({ kind, kind_reason = '' }: Partial<Voice>, sent: Partial<Voice>): boolean {
  const is_report = kind === 'bounce' || (kind === 'auto_reply' && /, (delayed|delivered|relayed|expanded)$/.test(kind_reason));
  return is_report && sent.direction === 'outbound';
}

function meet(some: string[], others: string[]): boolean {
  return some.some((one) => others.includes(one));
}
