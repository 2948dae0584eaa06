import { formFields } from './rawBody.js';

describe('the fields of a form', () => {
  it('are texts, and those with a dot are an object', () => {
    expect(formFields('answers.score=5&answers.comment=a+b%26c&language=en')).toEqual({
      answers: { score: '5', comment: 'a b&c' },
      language: 'en',
    });
    expect(formFields('')).toEqual({});
  });

  it('of one name are the last one, and none changes what all objects have', () => {
    expect(formFields('a=1&a=2')).toEqual({ a: '2' });
    const fields = formFields('__proto__.polluted=1&__proto__=2&a.__proto__=3');
    expect(Object.keys(fields)).toEqual(['__proto__', 'a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  });
});
