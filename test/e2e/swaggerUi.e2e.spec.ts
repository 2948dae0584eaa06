import { describeInBrowser, openBrowser } from '../support/browser.js';
import { startProduct, type Product } from '../support/product.js';

let product: Product;
let browser: Awaited<ReturnType<typeof openBrowser>>;

// The built product, as a stranger starts it: only the build knows the comments that the API document is made of.
describeInBrowser('Swagger UI', () => {
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
});
