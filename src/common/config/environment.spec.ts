import { readFileSync } from 'node:fs';
import { describeEnvironment, EnvironmentError, readEnvironment } from './environment.js';

function faultsOf(source: Record<string, string>): string[] {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  return [];
}

describe('readEnvironment', () => {
  it('needs nothing for the embedded mode', () => {
    expect(readEnvironment({})).toMatchObject({ PORT: 3002, ROLE: 'all', BUSINESS_TIMEZONE: 'Asia/Kolkata', SANDBOX_PROFILE: 'demo' });
  });

  it('takes empty text for absent', () => {
    expect(readEnvironment({ PORT: ' ', SUPABASE_URL: '' })).toMatchObject({ PORT: 3002 });
  });

  it('says one line per fault, and all of them', () => {
    expect(faultsOf({ PORT: '70000', BUSINESS_TIMEZONE: 'Mars/Olympus', ROLE: 'boss', KALEYRA_SYNC_CRON: 'often' })).toEqual([
      "PORT must be a whole number from 0 to 65535, not '70000'.",
      "ROLE must be one of all, api, worker, not 'boss'.",
      "BUSINESS_TIMEZONE must be an IANA time zone such as Asia/Kolkata, not 'Mars/Olympus'.",
      "KALEYRA_SYNC_CRON must be a cron expression of five or six fields, or 'off', not 'often'.",
    ]);
  });

  it('never prints a secret', () => {
    expect(faultsOf({ SUPABASE_DB_URL: 'hunter2' })).toEqual(['SUPABASE_DB_URL must be a URL.']);
  });

  it('names what a hosted project lacks', () => {
    expect(faultsOf({ SUPABASE_URL: 'https://example.supabase.co' })).toHaveLength(5);
  });

  it('reads durations in milliseconds', () => {
    expect(readEnvironment({}).WEBHOOK_RETRY_SCHEDULE).toEqual([
      0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000,
    ]);
    expect(readEnvironment({ WEBHOOK_TIMEOUT: '300ms', WEBHOOK_DISABLE_AFTER: '2d' })).toMatchObject({
      WEBHOOK_TIMEOUT: 300,
      WEBHOOK_DISABLE_AFTER: 172_800_000,
    });
    expect(faultsOf({ WEBHOOK_TIMEOUT: '15', WEBHOOK_RETRY_SCHEDULE: ',', WEBHOOK_ALLOW_PORTS: '443,https' })).toEqual([
      "WEBHOOK_RETRY_SCHEDULE must be durations separated by commas, not ','.",
      "WEBHOOK_TIMEOUT must be a duration such as 300ms, 15s, 5m, 2h or 5d, not '15'.",
      "WEBHOOK_ALLOW_PORTS must be a whole number from 1 to 65535, not '443,https'.",
    ]);
  });

  it('makes no exceptions from the rules for endpoints beside a hosted project', () => {
    expect(faultsOf({ SUPABASE_URL: 'https://example.supabase.co', WEBHOOK_ALLOW_PRIVATE: 'intranet' })).toContainEqual(
      expect.stringMatching(/^WEBHOOK_ALLOW_PRIVATE is set, but/),
    );
  });

  it('refuses to split roles over the embedded database', () => {
    expect(faultsOf({ ROLE: 'worker' })[0]).toMatch(/^ROLE is worker/);
  });
});

describe('.env.example', () => {
  it('lists every variable with its default', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(describeEnvironment());
  });
});
