import { triageByRules } from '../../src/emailTriage/triageRules.js';
import { TRIAGE_CATEGORIES } from '../../src/emailTriage/triageFields.js';
import { type Field, measure } from './measure.js';
import { SETS } from './triageSet.js';

/** A little below what was measured (docs/workflows/email_triage.md): whoever makes the rules worse has to say so here. */
const FLOORS: Record<keyof typeof SETS, Record<Field, { accuracy: number; macro_precision: number; macro_recall: number }>> = {
  dev: {
    category: { accuracy: 0.97, macro_precision: 0.97, macro_recall: 0.97 },
    priority: { accuracy: 0.97, macro_precision: 0.97, macro_recall: 0.97 },
    sentiment: { accuracy: 0.97, macro_precision: 0.97, macro_recall: 0.97 },
    language: { accuracy: 0.97, macro_precision: 0.97, macro_recall: 0.97 },
  },
  held_out: {
    category: { accuracy: 0.72, macro_precision: 0.82, macro_recall: 0.71 },
    priority: { accuracy: 0.75, macro_precision: 0.79, macro_recall: 0.62 },
    sentiment: { accuracy: 0.88, macro_precision: 0.92, macro_recall: 0.85 },
    language: { accuracy: 0.97, macro_precision: 0.97, macro_recall: 0.97 },
  },
  chats: {
    category: { accuracy: 0.82, macro_precision: 0.86, macro_recall: 0.8 },
    priority: { accuracy: 0.91, macro_precision: 0.93, macro_recall: 0.85 },
    sentiment: { accuracy: 0.88, macro_precision: 0.94, macro_recall: 0.71 },
    language: { accuracy: 0.96, macro_precision: 0.97, macro_recall: 0.96 },
  },
};

describe('triage by rules', () => {
  it('is measured with enough mails of each kind and language', () => {
    const all = [...SETS.dev, ...SETS.held_out];
    const count = (language: string) => all.filter((mail) => mail.language === language).length;
    expect(SETS.dev.length).toBeGreaterThanOrEqual(100);
    expect(SETS.held_out.length).toBeGreaterThanOrEqual(50);
    for (const language of ['en', 'hi', 'hinglish']) expect(SETS.chats.filter((chat) => chat.language === language)).toHaveLength(40);
    expect(['en', 'hi', 'hinglish'].map(count).every((mails) => mails >= 45)).toBe(true);
    for (const set of Object.values(SETS)) expect(new Set(set.map(({ category }) => category))).toEqual(new Set(TRIAGE_CATEGORIES));
    expect(new Set(all.map(({ subject, new_text }) => `${subject}\n${new_text}`)).size).toBe(all.length);
  });

  const cases = (Object.keys(SETS) as (keyof typeof SETS)[]).flatMap((set) =>
    (Object.keys(FLOORS[set]) as Field[]).map((field) => [field, set] as const),
  );
  it.each(cases)('finds %s on the %s mails at least as well as it did', (field, set) => {
    const figures = measure(
      field,
      SETS[set],
      SETS[set].map((mail) => triageByRules(mail)),
    );
    for (const [name, floor] of Object.entries(FLOORS[set][field])) {
      expect({ name, at_least: figures[name as 'accuracy'] >= floor, measured: figures[name as 'accuracy'] }).toEqual({
        name,
        at_least: true,
        measured: expect.any(Number),
      });
    }
  });
});

describe('measure', () => {
  const mail = (category: string) => ({ ...SETS.dev[0]!, category }) as (typeof SETS.dev)[0];
  const answer = (category: string) => ({ ...triageByRules(SETS.dev[0]!), category }) as ReturnType<typeof triageByRules>;

  it('counts precision and recall per class, and averages over classes that occur', () => {
    const figures = measure(
      'category',
      [mail('refund'), mail('refund'), mail('spam'), mail('other')],
      [answer('refund'), answer('spam'), answer('spam'), answer('refund')],
    );
    expect(figures).toMatchObject({ accuracy: 0.5, macro_precision: (0.5 + 0.5 + 0) / 3, macro_recall: (0.5 + 1 + 0) / 3 });
    expect(figures.classes).toEqual([
      { name: 'refund', support: 2, precision: 0.5, recall: 0.5 },
      { name: 'spam', support: 1, precision: 0.5, recall: 1 },
      { name: 'other', support: 1, precision: null, recall: 0 },
    ]);
    expect(figures.confusions).toEqual([
      ['refund', 'spam', 1],
      ['other', 'refund', 1],
    ]);
  });
});
