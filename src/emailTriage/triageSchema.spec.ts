import { REPLY_LENGTH, SUMMARY_LENGTH } from './triageFields.js';
import { readTriageAnswer, TRIAGE_SCHEMA } from './triageSchema.js';

const ANSWER = {
  reason: 'It says refund.',
  category: 'refund',
  priority: 'high',
  sentiment: 'neutral',
  language: 'en',
  team: 'billing',
  summary: 'A refund is missing.',
  suggested_reply: 'Hello, we are checking.',
};

describe('readTriageAnswer', () => {
  it('takes an answer of the shape that was asked for', () => {
    expect(readTriageAnswer(ANSWER)).toEqual({ ok: true, result: ANSWER });
  });

  it('drops fields that nobody asked for', () => {
    expect(readTriageAnswer({ ...ANSWER, status: 'closed', assignee_id: 'x', __proto__: { admin: true } })).toEqual({
      ok: true,
      result: ANSWER,
    });
  });

  it.each(['category', 'priority', 'sentiment', 'language', 'team'])('refuses a %s outside its list', (field) => {
    for (const value of ['catastrophic', 'URGENT', '', ' high', null, 1, ['high'], { a: 1 }, undefined]) {
      expect(readTriageAnswer({ ...ANSWER, [field]: value })).toEqual({ ok: false, error_message: `The answer has no allowed ${field}.` });
    }
  });

  it.each(['reason', 'summary', 'suggested_reply'])('refuses an answer without %s', (field) => {
    for (const value of ['', '  ', null, 5, undefined])
      expect(readTriageAnswer({ ...ANSWER, [field]: value })).toEqual({ ok: false, error_message: `The answer has no ${field}.` });
  });

  it.each([null, 'text', 7, [], [ANSWER]])('refuses %j', (answer) => {
    expect(readTriageAnswer(answer)).toMatchObject({ ok: false });
  });

  it('cuts texts that are too long, and takes out what text cannot hold', () => {
    const read = readTriageAnswer({
      ...ANSWER,
      summary: '🙂'.repeat(SUMMARY_LENGTH + 5),
      suggested_reply: `a\u0000${'b'.repeat(REPLY_LENGTH)}`,
    });
    expect(read.ok && [...read.result.summary].length).toBe(SUMMARY_LENGTH);
    expect(read.ok && read.result.suggested_reply).toMatch(/^ab+…$/);
  });
});

describe('TRIAGE_SCHEMA', () => {
  it('asks for every field in one order, reasons before conclusions', () => {
    expect(TRIAGE_SCHEMA.required).toEqual(TRIAGE_SCHEMA.propertyOrdering);
    expect(Object.keys(TRIAGE_SCHEMA.properties).sort()).toEqual(Object.keys(ANSWER).sort());
    expect(TRIAGE_SCHEMA.required[0]).toBe('reason');
  });
});
