import { chooseThread, type Clue, type EmailToPlace, type Thread, threadToJoin, type Voice } from './chooseThread.js';

const ASHA = 'asha@example.com';
const RAVI = 'ravi@example.org';
const MALLORY = 'mallory@example.net';

const from = (from_email: string, ...others: string[]): Voice => ({
  direction: 'inbound',
  kind: 'message',
  kind_reason: '',
  from_email,
  people: [from_email, ...others],
});
const ours = (...people: string[]): Voice => ({ ...from('support@example.com'), direction: 'outbound', people });
const report = (kind: string, kind_reason = ''): Voice => ({ ...from('mailer-daemon@example.net'), kind, kind_reason, people: [] });
const email = (voice: Voice, in_reply_to = ''): EmailToPlace => ({ ...voice, in_reply_to });
const thread = (id: string, ...participants: string[]): Thread => ({
  id,
  participants,
  status: 'open',
  priority: 'normal',
  possible_duplicate_of: null,
});
const refers = (thread_id: string, named: string, nearness = 1, direction: Voice['direction'] = 'inbound'): Clue => ({
  way: 'reference',
  thread_id,
  named,
  nearness,
  writer: { direction },
});
const clue = (way: Exclude<Clue['way'], 'reference'>, thread_id: string, writer: Voice): Clue => ({ way, thread_id, writer });

describe('the thread of an e-mail', () => {
  it('is a new one when nothing speaks for another', () => {
    expect(chooseThread(email(from(ASHA)), [], [])).toEqual({
      thread_id: null,
      reason: 'new',
      reopens: false,
      duplicate: null,
      has_refused: false,
      joins: false,
    });
  });

  // Each rule, with an e-mail whose people agree.
  it.each<[string, EmailToPlace, Clue]>([
    ['reply', email(from(ASHA), 'a'), refers('T', 'a')],
    ['reference', email(from(ASHA), 'b'), refers('T', 'a')],
    ['reference', email(ours(ASHA)), refers('T', 'a')],
    ['gmail_thread', email(from(ASHA)), clue('gmail_thread', 'T', from(RAVI))],
    ['gmail_thread', email(from(MALLORY, RAVI)), clue('gmail_thread', 'T', from(RAVI))],
    ['ticket', email(from(ASHA)), clue('ticket', 'T', from(RAVI))],
    ['ticket', email(from(MALLORY, RAVI)), clue('ticket', 'T', from(RAVI))],
    ['joined', email(from(RAVI, ASHA)), clue('answered', 'T', from(ASHA))],
    ['joined', email(ours(ASHA)), clue('answered', 'T', from(ASHA))],
    ['joined', email(from(RAVI, ASHA)), clue('answered', 'T', ours(ASHA))],
    ['same_reference', email(from(RAVI, ASHA)), clue('same_reference', 'T', from(ASHA, RAVI))],
    ['same_reference', email(ours(ASHA)), clue('same_reference', 'T', from(ASHA))],
  ])('is that of %s', (reason, arriving, speaking) => {
    const choice = chooseThread(arriving, [speaking], [thread('T', ASHA)]);
    expect(choice).toMatchObject({ thread_id: 'T', reason, has_refused: false, duplicate: null });
  });

  it.each<[string, EmailToPlace, Clue, string | null]>([
    ['new: reply not believed', email(from(MALLORY), 'a'), refers('T', 'a'), 'It refers to a message of that thread'],
    ['new: reference not believed', email(from(MALLORY)), refers('T', 'a'), 'It refers to a message of that thread'],
    ['new: reference not believed', email(ours(MALLORY)), refers('T', 'a'), 'It refers to a message of that thread'],
    ['new: reference not believed', email(from('')), refers('T', 'a'), 'It refers to a message of that thread'],
    ['new: gmail_thread not believed', email(from(MALLORY)), clue('gmail_thread', 'T', from(ASHA)), 'Gmail sees them together'],
    ['new: ticket not believed', email(from(MALLORY)), clue('ticket', 'T', from(ASHA)), 'Its subject names the number of that thread'],
    // What answered it and has no part in it gets the note itself, when it is written.
    ['new', email(from(ASHA)), clue('answered', 'T', from(MALLORY)), null],
  ])('is a new one when the people do not agree: %s', (reason, arriving, speaking, told) => {
    const choice = chooseThread(arriving, [speaking], [thread('T', ASHA)]);
    expect(choice).toMatchObject({ thread_id: null, reason, has_refused: true, joins: false });
    expect(choice.duplicate).toEqual(told && { thread_id: 'T', reason: expect.stringMatching(new RegExp(`^${told}.*has no part in`)) });
  });

  it.each([
    ['writes to nobody there', from(MALLORY), from(ASHA, MALLORY)],
    ['was written to by nobody there', from(MALLORY, ASHA), from(ASHA)],
  ])('is not that of an answer to the same message when its writer %s', (_, arriving, other) => {
    const choice = chooseThread(email(arriving), [clue('same_reference', 'T', other)], [thread('T', ASHA, MALLORY)]);
    expect(choice).toMatchObject({ thread_id: null, reason: 'new', has_refused: false, duplicate: null });
  });

  it.each([
    ['bounce', ''],
    ['auto_reply', 'multipart/report, delayed'],
    ['auto_reply', 'multipart/report, delivered'],
  ])('of a report (%s) is that of what we sent, whoever wrote it', (kind, kind_reason) => {
    const sent = refers('T', 'a', 1, 'outbound');
    const place = (voice: Voice, speaking: Clue) => chooseThread(email(voice), [speaking], [thread('T', ASHA)]).thread_id;
    expect(place(report(kind, kind_reason), sent)).toBe('T');
    expect(place(report(kind, kind_reason), refers('T', 'a'))).toBeNull();
    expect(place(report('auto_reply', 'Auto-Submitted'), sent)).toBeNull();
    // Also when the report came first.
    expect(place(ours(ASHA), clue('answered', 'T', report(kind, kind_reason)))).toBe('T');
    expect(place(from(ASHA), clue('answered', 'T', report(kind, kind_reason)))).toBeNull();
  });

  it('is that of the strongest clue, then of the nearest reference, then the oldest', () => {
    const threads = ['old', 'far', 'near', 'gmail', 'ticket', 'answer', 'same'].map((id) => thread(id, ASHA));
    const all: Clue[] = [
      clue('same_reference', 'same', from(ASHA)),
      clue('answered', 'answer', from(ASHA)),
      clue('ticket', 'ticket', from(ASHA)),
      clue('gmail_thread', 'gmail', from(ASHA)),
      refers('far', 'a', 1),
      refers('old', 'a', 1),
      refers('near', 'b', 2),
    ];
    const order: (string | null)[] = [];
    for (let left = all; left.length > 0; left = left.filter(({ thread_id }) => thread_id !== order.at(-1)))
      order.push(chooseThread(email(from(ASHA)), left, threads).thread_id);
    expect(order).toEqual(['near', 'old', 'far', 'gmail', 'ticket', 'answer', 'same']);
  });

  it('is the one that is believed, and names the stronger one that is not', () => {
    const threads = [thread('theirs', MALLORY), thread('own', ASHA)];
    const clues = [refers('theirs', 'a'), clue('ticket', 'own', from(ASHA))];
    expect(chooseThread(email(from(ASHA), 'a'), clues, threads)).toMatchObject({
      thread_id: 'own',
      reason: 'ticket',
      has_refused: true,
      joins: true,
      duplicate: { thread_id: 'theirs' },
    });
    // The first note stays.
    threads[1]!.possible_duplicate_of = 'another';
    expect(chooseThread(email(from(ASHA), 'a'), clues, threads).duplicate).toBeNull();
  });

  it('may belong together with others when several are believed, or it brings people', () => {
    const joins = (voice: Voice, ...threads: Thread[]) =>
      chooseThread(
        email(voice),
        threads.map(({ id }) => refers(id, 'a')),
        threads,
      ).joins;
    expect(joins(from(ASHA), thread('T', ASHA))).toBe(false);
    expect(joins(from(ASHA, RAVI), thread('T', ASHA))).toBe(true);
    expect(joins(from(ASHA), thread('T', ASHA), thread('U', ASHA))).toBe(true);
  });

  it.each([
    ['pending', from(ASHA), true],
    ['resolved', from(ASHA), true],
    ['closed', from(ASHA), true],
    ['open', from(ASHA), false],
    ['spam', from(ASHA), false],
    ['resolved', ours(ASHA), false],
    ['resolved', { ...from(ASHA), kind: 'auto_reply' }, false],
    ['resolved', { ...from(ASHA), kind: 'list' }, false],
    ['resolved', report('bounce'), false],
  ])('that is %s is opened again by a person only (%#)', (status, voice, reopens) => {
    const held = { ...thread('T', ASHA), status };
    expect(chooseThread(email(voice), [refers('T', 'a', 1, 'outbound')], [held])).toMatchObject({ thread_id: 'T', reopens });
  });
});

describe('two threads', () => {
  const tied = (one: Voice, other: Clue, threads = [thread('T', ASHA), thread('U', RAVI)]) =>
    threadToJoin('T', [{ email: one, clue: other }], threads)?.drop ?? null;

  it.each<[string, Voice, Clue]>([
    ['refers to the other, whose participant wrote it', from(RAVI), refers('U', 'a')],
    ['reports on what we sent in the other', report('bounce'), refers('U', 'a', 1, 'outbound')],
    ['is answered there by a participant of this one', from(ASHA), clue('answered', 'U', from(ASHA))],
    ['is seen together with it by Gmail', from(RAVI), clue('gmail_thread', 'U', from(MALLORY))],
    ['is seen together with it by Gmail, and a participant of this one wrote that', from(MALLORY), clue('gmail_thread', 'U', from(ASHA))],
    ['names the same number', from(RAVI), clue('ticket', 'U', from(MALLORY))],
    ['answers the same and they write to each other', from(ASHA, RAVI), clue('same_reference', 'U', from(RAVI, ASHA))],
  ])('are one when an e-mail %s', (_, one, other) => {
    expect(tied(one, other)).toBe('U');
  });

  it.each<[string, Voice, Clue]>([
    ['refers to the other and its writer has no part in that', from(ASHA), refers('U', 'a')],
    ['is answered there by a stranger', from(ASHA), clue('answered', 'U', from(MALLORY))],
    ['is seen together with that of a stranger', from(ASHA), clue('gmail_thread', 'U', from(RAVI))],
    ['names the number of a stranger', from(ASHA), clue('ticket', 'U', from(RAVI))],
    ['answers the same as a stranger', from(ASHA), clue('same_reference', 'U', from(RAVI))],
  ])('stay two when an e-mail %s', (_, one, other) => {
    expect(tied(one, other)).toBeNull();
  });

  it('become the older one, whichever it was that grew', () => {
    const threads = [thread('old', ASHA), thread('T', ASHA), thread('young', ASHA)];
    const links = ['young', 'old'].map((id) => ({ email: from(ASHA), clue: refers(id, 'a') }));
    expect(threadToJoin('T', links, threads)).toMatchObject({ keep: 'old', drop: 'T' });
    expect(threadToJoin('T', links.slice(0, 1), threads)).toMatchObject({ keep: 'T', drop: 'young' });
  });

  it.each([
    ['spam', 'open', 'spam'],
    ['open', 'spam', 'spam'],
    ['resolved', 'open', 'open'],
    ['closed', 'pending', 'pending'],
    ['resolved', 'closed', 'resolved'],
  ])('of which the older is %s and the other %s are %s together', (older, younger, status) => {
    const threads = [
      { ...thread('T', ASHA), status: older, priority: 'low' },
      { ...thread('U', ASHA), status: younger, priority: 'high' },
    ];
    expect(threadToJoin('T', [{ email: from(ASHA), clue: refers('U', 'a') }], threads)).toEqual({
      keep: 'T',
      drop: 'U',
      status,
      priority: 'high',
    });
  });
});
