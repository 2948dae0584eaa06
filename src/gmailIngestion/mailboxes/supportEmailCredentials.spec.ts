import { readCredentials } from './supportEmailCredentials.js';

const grant = { client_id: 'an-id', client_secret: 'a-secret', refresh_token: 'a-token' };

describe('readCredentials', () => {
  it('takes the blanks out of app passwords, and out of no other', () => {
    expect(readCredentials({ password: 'abcd efgh ijkl mnop' }, 'gmail')).toEqual({ kind: 'password', password: 'abcdefghijklmnop' });
    expect(readCredentials({ password: ' abcd efgh ijkl mnop ' }, 'imap')).toEqual({ kind: 'password', password: 'abcdefghijklmnop' });
    expect(readCredentials({ password: 'correct horse battery' }, 'imap')).toEqual({ kind: 'password', password: 'correct horse battery' });
  });

  it('takes the three parts of an OAuth consent together', () => {
    expect(readCredentials(grant, 'gmail')).toEqual({ kind: 'oauth2', ...grant });
    for (const part of Object.keys(grant)) expect(readCredentials({ ...grant, [part]: undefined }, 'gmail')).toMatch(/belong together/);
  });

  it('knows nothing, both, and an empty password', () => {
    expect(readCredentials({}, 'gmail')).toBeUndefined();
    expect(readCredentials({ password: 'x', ...grant }, 'gmail')).toMatch(/either/);
    expect(readCredentials({ password: '   ' }, 'gmail')).toMatch(/empty/);
  });
});
