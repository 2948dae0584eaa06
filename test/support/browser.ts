import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a browser is installed, if one is. */
export const BROWSER = PLACES.find((place) => existsSync(place));

/** `describe` where a browser is installed; elsewhere it is skipped with a word, and under CI it fails. */
export const describeInBrowser: typeof describe | typeof describe.skip = BROWSER || process.env.CI ? describe : describe.skip;
if (!BROWSER) process.stderr.write('No Chromium is installed: the tests in a real browser are skipped.\n');

/** A headless browser with an empty profile, which reaches nothing but this machine. */
export async function openBrowser(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  if (!BROWSER) throw new Error('No Chromium is installed.');
  const profile = mkdtempSync(path.join(tmpdir(), 'browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: BROWSER,
    headless: true,
    viewport: { width: 1280, height: 1000 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
