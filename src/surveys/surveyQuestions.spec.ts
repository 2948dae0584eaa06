import type { AppError } from '../common/errors/appError.js';
import { askedOf, type Question, readAnswers, readQuestions } from './surveyQuestions.js';

const QUESTIONS: Question[] = readQuestions(
  [
    { key: 'score', type: 'csat', text: { en: 'How was it?', hi: 'कैसा रहा?' } },
    {
      key: 'missing',
      type: 'choice',
      text: { en: 'What was missing?', hi: 'क्या कमी थी?' },
      options: [
        { value: 'speed', text: { en: 'Speed', hi: 'गति' } },
        { value: 'other', text: { en: 'Something else', hi: 'कुछ और' } },
      ],
      show_if: { field: 'score', operator: 'at_most', value: 3 },
    },
    { key: 'which', type: 'text', text: { en: 'What?', hi: 'क्या?' }, show_if: { field: 'missing', operator: 'equals', value: 'other' } },
    { key: 'comment', type: 'text', text: { en: 'Anything else?', hi: 'और कुछ?' } },
  ],
  'en',
);
const faults = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    return ((error as AppError).details as { field: string }[]).map(({ field }) => field);
  }
  return [];
};
const keys = (questions: Question[]) => questions.map(({ key }) => key);

describe('questions', () => {
  it.each<[string, Partial<Question>[], string]>([
    ['in another language than the first', [{}, { key: 'b', text: { en: 'B' } }], 'questions.1'],
    ['without the default language', [{ text: { hi: 'क' } }], 'questions.0'],
    ['named twice', [{}, {}], 'questions.1'],
    ['a choice of one', [{ type: 'choice', options: [{ value: 'a', text: { en: 'A', hi: 'क' } }] }], 'questions.0'],
    ['a scale with options', [{ options: [{ value: 'a', text: { en: 'A', hi: 'क' } }] }], 'questions.0'],
    ['a first one that may be skipped', [{ show_if: { field: 'a', operator: 'equals', value: 1 } }], 'questions.0'],
    [
      'a condition about what comes later',
      [{}, { key: 'b', show_if: { field: 'c', operator: 'equals', value: 1 } }, { key: 'c' }],
      'questions.1.show_if.field',
    ],
    ['a language that is none', [{ text: { 'no language': 'A', en: 'A' } }], 'questions.0'],
  ])('are refused: %s', (_name, given, place) => {
    const all = given.map((question) => ({ key: 'a', type: 'csat' as const, text: { en: 'A', hi: 'क' }, ...question }));
    expect(faults(() => readQuestions(all, 'en'))).toEqual([place]);
  });

  it('begin with one that has to be answered', () => {
    expect(QUESTIONS.map(({ is_required }) => is_required)).toEqual([true, false, false, false]);
  });
});

describe('skip rules', () => {
  it.each<[Record<string, string | number>, string[]]>([
    [{}, ['score', 'comment']],
    [{ score: 5 }, ['score', 'comment']],
    [{ score: 3 }, ['score', 'missing', 'comment']],
    [{ score: 3, missing: 'other' }, ['score', 'missing', 'which', 'comment']],
    // What is not asked does not lead on.
    [{ score: 5, missing: 'other' }, ['score', 'comment']],
  ])('after %j ask %j', (answers, asked) => {
    expect(keys(askedOf(QUESTIONS, answers))).toEqual(asked);
  });

  it('leave out answers to what is not asked', () => {
    expect(readAnswers(QUESTIONS, { score: 5, missing: 'speed', comment: 'Good.' })).toEqual({
      answers: { score: 5, comment: 'Good.' },
      score: 5,
      answer: '5',
      comment: 'Good.',
    });
  });
});

describe('answers', () => {
  it.each([
    [{}, ['answers.score']],
    [{ score: 0 }, ['answers.score']],
    [{ score: 6 }, ['answers.score']],
    [{ score: 4.5 }, ['answers.score']],
    [{ score: '4' }, ['answers.score']],
    [{ score: 2, missing: 'price' }, ['answers.missing']],
    [{ score: 2, comment: 5 }, ['answers.comment']],
    [{ score: 2, comment: 'x'.repeat(4_001) }, ['answers.comment']],
    [{ score: 2, other: 'x' }, ['answers.other']],
    [{ score: 2, toString: 'x' }, ['answers.toString']],
  ])('%j are refused at %j', (given, places) => {
    expect(faults(() => readAnswers(QUESTIONS, given))).toEqual(places);
  });

  it('of a form are texts, and what is empty was not answered', () => {
    expect(readAnswers(QUESTIONS, { score: '3', missing: '', comment: '' }, true)).toEqual({
      answers: { score: 3 },
      score: 3,
      answer: '3',
      comment: '',
    });
    expect(faults(() => readAnswers(QUESTIONS, { score: '' }, true))).toEqual(['answers.score']);
    expect(faults(() => readAnswers(QUESTIONS, { score: '3.0' }, true))).toEqual(['answers.score']);
  });
});
