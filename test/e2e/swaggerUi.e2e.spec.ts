import { describeInBrowser, openBrowser } from '../support/browser.js';
import { startProduct, type Product } from '../support/product.js';
import { connectFeed } from '../support/sockets.js';
import { until } from '../support/until.js';

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;

// The built product, as a stranger starts it: only the build knows the comments that the API document is made of.
describeInBrowser('the product in a browser', () => {
  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it('authorizes with the printed token, runs a request and shows the answer', async () => {
    const page = await browser.context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(product.docs);

    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const bearer = page.locator('.modal-ux .auth-container').first();
    await bearer.locator('input').fill(product.token);
    await bearer.locator('button.authorize').click();
    await page.locator('.modal-ux button.btn-done').first().click();

    // Groups are closed at first; the filter leaves the one that is looked for.
    expect(await page.locator('.operation-filter-input').count()).toBe(1);
    expect(await page.locator('.topbar select option').allInnerTexts()).toEqual(expect.arrayContaining(['Everything', 'Administration']));
    await page.locator('#operations-tag-Calls').click();
    const sync = page.locator('.opblock', { has: page.locator('[data-path="/calls/sync"]') }).first();
    await sync.locator('.opblock-summary').click();
    await sync.getByRole('button', { name: 'Execute' }).click();
    const syncAnswer = sync.locator('.live-responses-table .response-col_description code').first();
    await syncAnswer.waitFor({ timeout: 30_000 });
    expect(JSON.parse(await syncAnswer.innerText())).toMatchObject({ status: 'ok' });

    const overview = page.locator('.opblock', { has: page.locator('[data-path="/calls/dashboard/overview"]') }).first();
    await overview.locator('.opblock-summary').click();
    await overview.locator('select').first().selectOption('7d');
    await overview.getByRole('button', { name: 'Execute' }).click();
    const overviewAnswer = overview.locator('.live-responses-table .response-col_description code').first();
    await overviewAnswer.waitFor({ timeout: 30_000 });
    expect(await overviewAnswer.innerText()).toContain('"call_volume"');
    expect(await overview.locator('.live-responses-table tbody td.response-col_status').first().innerText()).toContain('200');

    const dial = page.locator('.opblock', { has: page.locator('[data-path="/calls/click-to-call"]') }).first();
    await dial.locator('.opblock-summary').click();
    await dial.getByRole('button', { name: 'Execute' }).click();
    const dialAnswer = dial.locator('.live-responses-table .response-col_description code').first();
    await dialAnswer.waitFor({ timeout: 30_000 });
    expect(JSON.parse(await dialAnswer.innerText())).toMatchObject({ kind: 'click_to_call', state: 'sent' });
    expect(faults).toEqual([]);
  });

  it('shows what was typed on a telephone on the socket, in conversations, and beside the calls and e-mails of who wrote it', async () => {
    const ask = async (path: string, body?: object) => {
      const headers = { authorization: `Bearer ${product.token}`, ...(body && { 'content-type': 'application/json' }) };
      const response = await fetch(`${product.api}${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
      // While the machine is busy an answer may be 503: ask again later.
      if (response.status === 503) return { data: [] };
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as { data: Record<string, string>[] };
    };
    const week_ago = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10);
    await ask('/calls/sync', { from_date: week_ago });

    const feed = connectFeed(product.api, 'chats', { token: product.token });
    await feed.next('ready');
    const page = await browser.context.newPage();
    await page.goto(product.chat);
    // A telephone lies ready: that of a customer whom the demo knows.
    const number = await page.getByLabel('Number').inputValue();
    await page.getByRole('button', { name: 'Take this telephone' }).click();
    await page.getByLabel('Message', { exact: true }).fill('Is my honey on its way?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('listitem').filter({ hasText: 'Is my honey on its way?' }).locator('[data-tick="delivered"]').waitFor();

    const timeline = () => ask(`/customer-timeline/${encodeURIComponent(number)}?limit=100`);
    const { data } = await until(timeline, ({ data }) =>
      ['chat', 'call', 'email'].every((kind) =>
        data.some((entry) => entry.kind === kind && (kind !== 'chat' || entry.body!.includes('honey'))),
      ),
    );
    expect(data).toContainEqual(expect.objectContaining({ kind: 'chat', direction: 'inbound', body: 'Is my honey on its way?' }));
    const [conversation] = (await ask(`/conversations?search=${number.slice(3)}&limit=1`)).data;
    expect(conversation).toMatchObject({ status: 'open', contact_phone: number, last_message_preview: 'Is my honey on its way?' });
    await feed.until(() =>
      feed.events().some(({ event, payload }) => event === 'message:created' && JSON.stringify(payload).includes(conversation!.id!)),
    );
    feed.close();
  });
});
