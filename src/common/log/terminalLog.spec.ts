import { createLogger } from './logger.js';
import { terminalLog } from './terminalLog.js';

function written(level: string, write: (logger: ReturnType<typeof createLogger>) => void, colours = false): string {
  let text = '';
  write(createLogger(level, terminalLog(level, { write: (part: string | Uint8Array) => (text += String(part)).length > 0 }, colours)));
  return text;
}

describe('the log on a terminal', () => {
  it('is a time and words, with the level where it matters', () => {
    expect(written('info', (logger) => logger.info({ context: 'start' }, 'creating the database'))).toMatch(
      /^\d\d:\d\d:\d\d {2}creating the database\n$/,
    );
    expect(written('info', (logger) => logger.warn({ context: 'jobs', waiting: 3, err: new Error('no') }, 'late'))).toMatch(
      /^\d\d:\d\d:\d\d {2}warn {2}late {2}no {2}waiting=3 {2}\[jobs\]\n$/,
    );
  });

  it('keeps secrets out, as the JSON does', () => {
    expect(written('info', (logger) => logger.info({ password: 'hunter2' }, 'x?token=abcdef'))).not.toMatch(/hunter2|abcdef/);
  });

  it('shows requests with LOG_LEVEL=debug only', () => {
    const request = (logger: ReturnType<typeof createLogger>) => logger.info({ route: '/emails', status: 200 }, 'request');
    expect(written('info', request)).toBe('');
    expect(written('debug', request)).toContain('request  route=/emails  status=200');
  });

  it('shows where an error comes from with LOG_LEVEL=debug only', () => {
    const failure = (logger: ReturnType<typeof createLogger>) => logger.error({ err: new Error('no') }, 'it failed');
    expect(written('info', failure).trim().split('\n')).toHaveLength(1);
    expect(written('debug', failure)).toContain('terminalLog.spec');
  });

  it('has colours for what needs attention', () => {
    expect(written('info', (logger) => logger.warn('careful'), true)).toContain('\x1b[33m');
    expect(written('info', (logger) => logger.info('fine'), true)).not.toContain('\x1b[');
  });
});
