import { existsSync, readFileSync } from 'node:fs';
import { NOT_BUILT_YET } from '../../src/start/notBuiltYet.js';
import { startTestApp, type TestApp } from '../support/app.js';

let product: TestApp;
beforeAll(async () => {
  product = await startTestApp();
});
afterAll(() => product.close());

describe('the start page', () => {
  it('needs no sign-in and no script, and its links lead somewhere', async () => {
    const page = await product.call('GET', '/', { as: null });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toContain('<script');
    const links = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, address]) => new URL(address!, product.url).href);
    expect(links.length).toBeGreaterThan(3);
    for (const address of links) expect([address, (await fetch(address)).status]).toEqual([address, 200]);
  });

  it('has an icon', async () => {
    expect((await product.call('GET', '/favicon.ico', { as: null })).status).toBe(200);
  });

  it('says what is not built yet, and so does the README', async () => {
    const page = await product.call('GET', '/', { as: null });
    const readme = readFileSync('README.md', 'utf8');
    for (const [folder, about] of Object.entries(NOT_BUILT_YET)) {
      expect([folder, existsSync(`src/${folder}`)]).toEqual([folder, false]);
      expect(page.text).toContain(about);
      expect(readme).toContain(`\`${folder}\``);
    }
  });
});

describe('the telephone sandbox', () => {
  it('is a page whose links lead somewhere', async () => {
    const home = product.sandbox.control_url;
    const page = await (await fetch(home)).text();
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, address]) => new URL(address!.replaceAll('&amp;', '&'), home).href);
    expect(links.length).toBeGreaterThan(3);
    for (const address of links) expect([address, (await fetch(address)).status]).toEqual([address, 200]);
  });
});
