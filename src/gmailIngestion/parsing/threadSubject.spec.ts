import { threadSubject } from './threadSubject.js';

describe('threadSubject', () => {
  it.each([
    ['A question', 'A question'],
    ['Re: A question', 'A question'],
    ['RE: Fwd:  re[2]: A question', 'A question'],
    ['AW: WG: Eine Frage', 'Eine Frage'],
    ['Antw.: Eine Frage', 'Antw.: Eine Frage'],
    ['SV: VS: En fråga', 'En fråga'],
    ['回复：答复: 问题', '问题'],
    ['उत्तर: एक सवाल', 'एक सवाल'],
    ['[EXTERNAL] Re: A question', 'A question'],
    ['Reset: my password', 'Reset: my password'],
    ['Re:', ''],
    ['', ''],
    [`${'Re: '.repeat(40)}deep`, 'deep'],
  ])('of %j is %j', (subject, expected) => expect(threadSubject(subject)).toBe(expected));
});
