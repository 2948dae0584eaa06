import { createLogger, withoutSecrets } from './logger.js';

const random = 'Q2hhcmFjdGVyc1RoYXRMb29rUmFuZG9t';

function lineOf(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger('trace', { write: (line: string) => (text += line) }));
  return text;
}

describe('a log line', () => {
  it.each([
    ['a token', `Bearer eyJhbGciOiJIUzI1NiJ9.${random}.${random}`],
    ['an API key', `the key csk_${random} is bad`],
    ['a secret of a webhook', `whsec_${random}`],
    ['a password in an address', `postgresql://postgres:${random}@127.0.0.1:5432/postgres`],
    ['a signature in an address', `/calls/recordings/1?user=u&signature=${random}&x=1`],
    ['a key in an address', `https://example.com/v1/?api_key=${random}`],
  ])('never holds %s', (_name, text) => {
    expect(lineOf((logger) => logger.error({ err: new Error(text), note: text, deep: { deeper: [text] } }, text))).not.toContain(random);
  });

  it('keeps what is no secret', () => {
    const text = 'request 01J9 took 12 ms on https://example.com:443/v1?page=2, see eyJ';
    expect(withoutSecrets(text)).toBe(text);
  });

  it.each(['password', 'token', 'x-api-key', 'key', 'body', 'secret'])('leaves out what stands under %s', (field) => {
    expect(lineOf((logger) => logger.info({ [field]: random, one: { [field]: random, two: { [field]: random } } }, 'x'))).not.toContain(
      random,
    );
  });

  it('tells of an error what helps, and no row or request that hangs on it', () => {
    const refused = Object.assign(new Error('new row violates check constraint "x"'), {
      code: '23514',
      constraint: 'x',
      detail: `Failing row contains (${random})`,
      config: { headers: random },
    });
    const line = lineOf((logger) => logger.error({ err: new Error('outer', { cause: refused }) }, 'failed'));
    expect(line).not.toContain(random);
    expect(JSON.parse(line).err).toMatchObject({
      type: 'Error',
      message: 'outer',
      cause: { code: '23514', constraint: 'x', message: refused.message },
    });
  });

  it('survives an error that causes itself', () => {
    const error: Error & { cause?: unknown } = new Error('round');
    error.cause = error;
    expect(JSON.parse(lineOf((logger) => logger.error({ err: error }, 'x'))).err.message).toBe('round');
  });
});
