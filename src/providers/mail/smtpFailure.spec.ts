import { sendFailure, type SmtpFailure, verifyFailure } from './smtpFailure.js';

const certain = { handed_over: false, uses_token: false, secrets: [] };
const failed = (failure: SmtpFailure, progress = certain) =>
  sendFailure(Object.assign(new Error(failure.message ?? 'Failed'), failure), progress);
const answer = (responseCode: number, text = '', command = 'DATA') =>
  failed({ code: 'EENVELOPE', response: `${responseCode} ${text}`, responseCode, command });

describe('sendFailure', () => {
  it.each([
    [421, '4.3.0 Temporary System Problem', 'not_sent', 'mail_refused_for_now'],
    [421, '4.7.0 Try again later, closing connection', 'not_sent', 'mail_refused_for_now'],
    [450, '4.2.1 The user is receiving mail too quickly', 'not_sent', 'mail_slow_down'],
    [451, '4.7.1 Greylisted', 'not_sent', 'mail_refused_for_now'],
    [452, '4.5.3 Your message has too many recipients', 'not_sent', 'mail_slow_down'],
    [550, '5.4.5 Daily user sending limit exceeded', 'not_sent', 'mail_daily_limit'],
    [550, '5.1.1 No such user', 'failed', 'mail_bad_recipient'],
    [550, '5.7.1 Unsolicited mail', 'failed', 'mail_refused'],
    [552, '5.2.3 Too big', 'failed', 'mail_too_big'],
    [552, '5.2.2 The mailbox of the recipient is full', 'failed', 'mail_refused'],
    [554, '5.6.0 Mail message is malformed', 'failed', 'mail_refused'],
  ])('%i %s is %s', (code, text, state, error_code) => {
    expect(answer(code, text)).toMatchObject({ state, error_code, needs_person: false });
    // An answer is certain, also after the message was handed over.
    expect(
      failed({ code: 'EMESSAGE', response: `${code} ${text}`, responseCode: code, command: 'DATA' }, { ...certain, handed_over: true }),
    ).toMatchObject({ state, error_code });
  });

  it.each<[string, SmtpFailure, string]>([
    [
      '535',
      { code: 'EAUTH', responseCode: 535, response: '535-5.7.8 Username and Password not accepted', command: 'AUTH PLAIN' },
      'mail_auth_failed',
    ],
    [
      '534',
      { code: 'EAUTH', responseCode: 534, response: '534-5.7.9 Application-specific password required', command: 'AUTH PLAIN' },
      'mail_app_password_needed',
    ],
    [
      '530',
      { code: 'EENVELOPE', responseCode: 530, response: '530 5.7.0 Authentication Required', command: 'MAIL FROM' },
      'mail_auth_failed',
    ],
    ['a bad certificate', { code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }, 'mail_tls_failed'],
    [
      'a server that offers no TLS',
      { code: 'ETLS', responseCode: 502, response: '502 command not recognized', command: 'STARTTLS' },
      'mail_tls_failed',
    ],
  ])('%s needs a person', (_name, failure, error_code) => {
    expect(failed(failure)).toMatchObject({ state: 'not_sent', error_code, needs_person: true });
  });

  it('knows that a sign-in was refused for now only', () => {
    expect(
      failed({ code: 'EAUTH', responseCode: 454, response: '454 4.7.0 Too many login attempts', command: 'AUTH PLAIN' }),
    ).toMatchObject({ state: 'not_sent', error_code: 'mail_slow_down', needs_person: false });
    expect(failed({ code: 'EAUTH', responseCode: 421, response: '421 4.7.0 Try later', command: 'AUTH PLAIN' })).toMatchObject({
      state: 'not_sent',
      needs_person: false,
    });
  });

  it.each(['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'ECONNRESET', 'anything'])(
    'is uncertain about %s once the message was handed over, and certain before',
    (code) => {
      expect(failed({ code, command: 'CONN' })).toMatchObject({ state: 'not_sent', needs_person: false });
      expect(failed({ code, command: 'CONN' }, { ...certain, handed_over: true })).toMatchObject({
        state: 'unknown',
        error_code: 'mail_outcome_unknown',
      });
    },
  );

  it('lets no secret out', () => {
    const secrets = ['a secret of somebody'];
    expect(
      JSON.stringify(sendFailure(Object.assign(new Error('535 no: a secret of somebody'), { responseCode: 535 }), { ...certain, secrets })),
    ).not.toContain(secrets[0]);
  });

  it('says of a sign-in alone what to do next', () => {
    expect(verifyFailure(Object.assign(new Error(), { code: 'EAUTH', responseCode: 535, response: '535 no' }), certain)).toMatchObject({
      kind: 'reconnect_needed',
      code: 'mail_auth_failed',
    });
    expect(verifyFailure(Object.assign(new Error(), { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }), certain)).toMatchObject({
      kind: 'retry',
      code: 'mail_unreachable',
    });
    expect(
      verifyFailure(Object.assign(new Error(), { code: 'EAUTH', responseCode: 454, response: '454 too many' }), certain),
    ).toMatchObject({ kind: 'slow_down' });
  });
});
