import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PLATFORM } from '../common/config/environment.js';
import { checkSettings, EnvironmentError, type Settings, settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';
import { integer } from '../common/config/kinds.js';
import { KALEYRA, kaleyraSection } from '../providers/kaleyra/kaleyra.settings.js';
import { WEBHOOK_SUBSCRIPTIONS } from '../webhookSubscriptions/webhookSubscriptions.settings.js';
import { envExample, readSettings } from './settings.js';

function faultsOf(source: Record<string, string>): string[] {
  try {
    readSettings(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('needs nothing for the embedded mode', () => {
    expect(readSettings({}).of(PLATFORM)).toMatchObject({
      PORT: 3002,
      ROLE: 'all',
      BUSINESS_TIMEZONE: 'Asia/Kolkata',
      SANDBOX_PROFILE: 'demo',
    });
  });

  it('takes empty text for absent', () => {
    expect(readSettings({ PORT: ' ', SUPABASE_URL: '' }).of(PLATFORM)).toMatchObject({ PORT: 3002 });
  });

  it('says one line per fault, those of all owners', () => {
    expect(faultsOf({ PORT: '70000', BUSINESS_TIMEZONE: 'Mars/Olympus', ROLE: 'boss', KALEYRA_SYNC_CRON: 'often' })).toEqual([
      "PORT must be a whole number from 0 to 65535, not '70000'.",
      "ROLE must be one of all, api, worker, not 'boss'.",
      "BUSINESS_TIMEZONE must be an IANA time zone such as Asia/Kolkata, not 'Mars/Olympus'.",
      "KALEYRA_SYNC_CRON must be a cron expression of five or six fields, or 'off', not 'often'.",
    ]);
  });

  it('takes origins as browsers send them, because no other matches', () => {
    const origins = (CORS_ORIGINS: string) => readSettings({ CORS_ORIGINS }).of(PLATFORM).CORS_ORIGINS;
    expect(origins('https://a.example.com, http://localhost:8080')).toEqual(['https://a.example.com', 'http://localhost:8080']);
    expect(origins('*')).toEqual(['*']);
    for (const wrong of [
      'localhost:8080',
      'portal.example.com',
      'http://localhost:8080/',
      'https://a.example.com/x',
      'https://a.example.com:443',
    ])
      expect(faultsOf({ CORS_ORIGINS: wrong })).toEqual([expect.stringMatching(/^CORS_ORIGINS must be origins such as https:.*, not '/)]);
  });

  it('never prints a secret', () => {
    expect(faultsOf({ SUPABASE_DB_URL: 'hunter2' })).toEqual(['SUPABASE_DB_URL must be a URL.']);
  });

  it('names what a hosted project lacks', () => {
    expect(faultsOf({ SUPABASE_URL: 'https://example.supabase.co' })).toHaveLength(5);
  });

  it('reads durations in milliseconds', () => {
    expect(readSettings({}).of(WEBHOOK_SUBSCRIPTIONS).WEBHOOK_RETRY_SCHEDULE).toEqual([
      0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000,
    ]);
    expect(readSettings({ WEBHOOK_TIMEOUT: '300ms', WEBHOOK_DISABLE_AFTER: '2d' }).of(WEBHOOK_SUBSCRIPTIONS)).toMatchObject({
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

  it('gives an owner its own settings only, with what the start found out', () => {
    const settings = readSettings({ KALEYRA_TIMEOUT_SECONDS: '7' });
    expect(settings.of(KALEYRA)).toMatchObject({ KALEYRA_TIMEOUT_SECONDS: 7 });
    expect(settings.of(KALEYRA)).not.toHaveProperty('PORT');
    const sandbox = { url: 'http://127.0.0.1:9/v1', api_key: 'k' };
    expect(kaleyraSection(settings.with(KALEYRA, { KALEYRA_SANDBOX: sandbox }).of(KALEYRA))).toMatchObject({
      api_key: 'k',
      base_url: sandbox.url,
      recording_origin: 'http://127.0.0.1:9',
      timeout_ms: 7_000,
    });
    expect(kaleyraSection(settings.of(KALEYRA))).toMatchObject({ api_key: undefined, base_url: 'https://api-voice.kaleyra.com/v1' });
  });

  it('collects every <owner>.settings.ts', async () => {
    const src = path.resolve('src');
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.settings.ts'));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const declared = Object.values((await import(path.join(src, file))) as object).find((value) => typeof value === 'object');
      expect(readSettings({}).of(declared as Settings)).toBeDefined();
    }
  });

  it('asks an owner for contradictions when all values are right one by one', () => {
    const TEA = settings('tea', { CUPS: variable(integer(0, 9), 'Cups.', '1') }, ({ CUPS }, { ROLE }) => [`${CUPS} cups for ${ROLE}.`]);
    expect(() => checkSettings(PLATFORM, [TEA], {})).toThrow('1 cups for all.');
    expect(() => checkSettings(PLATFORM, [TEA], { CUPS: 'x' })).toThrow("CUPS must be a whole number from 0 to 9, not 'x'.");
    expect(() => readSettings({}).of(TEA)).toThrow('The settings of tea are not collected by the start.');
  });

  it('refuses to split roles over the embedded database', () => {
    expect(faultsOf({ ROLE: 'worker' })[0]).toMatch(/^ROLE is worker/);
  });
});

describe('.env.example', () => {
  it('lists every variable with its default', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });
});
