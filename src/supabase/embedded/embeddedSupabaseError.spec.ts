import { EmbeddedSupabaseError, errorCode, errorMessage, explainFileFault } from './embeddedSupabaseError.js';

const failure = (code: string): Error => Object.assign(new Error('raw'), { code });

describe('EmbeddedSupabaseError', () => {
  it('is one line, whatever it quotes', () => {
    expect(new EmbeddedSupabaseError('first\n  second\r\n\nthird\n').message).toBe('first second third');
  });
});

describe('explainFileFault', () => {
  it.each([
    ['EROFS', 'the disk is read-only'],
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'permission is denied'],
    ['ENOTDIR', 'a part of the path is not a folder'],
  ])('says what %s means', (code, meaning) => {
    const work = (): void =>
      explainFileFault('write', '/data/x', () => {
        throw failure(code);
      });
    expect(work).toThrow(EmbeddedSupabaseError);
    expect(work).toThrow(`Cannot write /data/x: ${meaning} (${code}).`);
  });

  it('leaves alone what is no fault of the disk', () => {
    expect(() =>
      explainFileFault('write', '/data/x', () => {
        throw failure('EMFILE');
      }),
    ).toThrow('raw');
    expect(explainFileFault('write', '/data/x', () => 5)).toBe(5);
  });
});

describe('errorCode and errorMessage', () => {
  it('read errors of any kind', () => {
    expect([errorCode(failure('X')), errorCode(new Error('y')), errorCode('text'), errorCode(undefined), errorCode(null)]).toEqual([
      'X',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([errorMessage(failure('X')), errorMessage('text'), errorMessage(null)]).toEqual(['raw', 'text', 'null']);
  });
});
