import { InteraktClient } from '../../src/providers/interakt/interakt.client.js';
import type { ChatContent } from '../../src/providers/ports/chatSender.port.js';
import { startWhatsappSandbox } from '../../src/providers/whatsapp/whatsapp.sandbox.js';
import { crackedPhoto } from '../../src/providers/mail/sandbox/demoFiles.js';
import { describeInBrowser, openBrowser } from '../support/browser.js';

const ASHA = { name: 'Asha Verma', number: '+918123456789' };

describeInBrowser('the telephone page', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let sandbox: Awaited<ReturnType<typeof startWhatsappSandbox>>;

  beforeAll(async () => {
    [browser, sandbox] = await Promise.all([openBrowser(), startWhatsappSandbox({ people: [ASHA], gaps_ms: [5, 20] })]);
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.stop();
  });

  it.each([
    ['a desk', { width: 1100, height: 800 }, 'light'],
    ['a telephone', { width: 360, height: 640 }, 'dark'],
  ] as const)('plays a customer at %s', async (_name, size, colorScheme) => {
    const page = await browser.context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await page.goto(sandbox.phone_url);

    const number = colorScheme === 'dark' ? '+12025550143' : ASHA.number;
    await page.getByLabel('Number').fill(number);
    await page.getByRole('button', { name: 'Take this telephone' }).click();
    const messages = page.getByRole('log').getByRole('listitem');
    await page.getByLabel('Message', { exact: true }).fill('Where is my order?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await messages.filter({ hasText: 'Where is my order?' }).waitFor();

    await page.getByLabel('Send a picture or document').setInputFiles({ name: 'leaf.png', mimeType: 'image/png', buffer: crackedPhoto() });
    await page.getByRole('img', { name: 'leaf.png' }).waitFor();
    expect(
      await page.getByRole('img', { name: 'leaf.png' }).evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBe(96);

    const client = new InteraktClient({
      ...{ base_url: sandbox.interakt.origin, api_key: sandbox.interakt.api_key, key_encoding: 'raw', timeout_ms: 5_000 },
      max_requests_per_minute: 0,
    });
    const buttons = [
      { id: 'y', title: 'Yes, please' },
      { id: 'n', title: 'No' },
    ];
    const content: ChatContent = { type: 'buttons', text: 'Shall we send another one?', buttons };
    expect(await client.send({ to: { phone: number }, callback_data: 'our-1', content })).toMatchObject({ state: 'sent' });
    // Blue, because it is looked at; and what the customer wrote has been seen too.
    const ours = messages.filter({ hasText: 'Shall we send another one?' }).first();
    await ours.locator('[data-tick="read"]').waitFor();
    await messages.first().locator('[data-tick="read"]').waitFor();
    await ours.getByRole('button', { name: 'React with 👍' }).click();
    await ours.getByText('👍', { exact: true }).waitFor();
    await ours.getByRole('button', { name: 'Yes, please' }).click();
    await messages.filter({ hasText: 'Yes, please' }).nth(1).waitFor();

    const list: ChatContent = {
      ...{ type: 'list', text: 'What else?', button: 'Choose' },
      sections: [{ rows: [{ id: 'r1', title: 'Refund' }] }],
    };
    await client.send({ to: { phone: number }, callback_data: 'our-2', content: list });
    await page.getByText('Choose', { exact: true }).click();
    await page.getByRole('button', { name: 'Refund' }).click();
    await messages.filter({ hasText: 'Refund' }).nth(1).waitFor();

    const { bubbles } = sandbox.interakt.telephones.of(number);
    expect(bubbles.map(({ direction, type, text }) => [direction, type, text])).toEqual([
      ['in', 'text', 'Where is my order?'],
      ['in', 'image', null],
      ['out', 'InteractiveButton', 'Shall we send another one?'],
      ['in', 'button_reply', 'Yes, please'],
      ['out', 'InteractiveList', 'What else?'],
      ['in', 'list_reply', 'Refund'],
    ]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(faults).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${colorScheme}.png` });
    await page.close();
  });
});
