import { FileStore } from '../../src/common/files/fileStore.js';
import type { EmailDetailDto } from '../../src/gmailIngestion/emails/dto/email.dto.js';
import type { EmailDraftDto } from '../../src/gmailIngestion/replies/dto/emailDraft.dto.js';
import type { OutboundEmailDto } from '../../src/gmailIngestion/replies/dto/emailReply.dto.js';
import type { UploadDto } from '../../src/common/files/upload.dto.js';
import { MimeMailParser } from '../../src/providers/mail/mailParser.js';
import { makeAttachment, makeEmail } from '../support/factories/emails.js';
import { useMailProduct } from '../support/mailProduct.js';
import { until as eventually } from '../support/until.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const PASTED = `data:image/png;base64,${Buffer.from('a pasted picture').toString('base64')}`;

const post = useMailProduct();
const { pool, account, ended } = post;

const asked = async (values: Record<string, unknown> = {}) =>
  makeEmail(pool(), { id: post.mailbox }, { from_email: 'asha@example.net', ...values });
const picture = async (email: { id: string }, content: string, columns: Record<string, unknown>) => {
  const { sha256, size } = await post.product.app.get(FileStore).put(Buffer.from(content));
  return makeAttachment(pool(), email, { sha256, size, filename: 'pic.png', content_type: 'image/png', is_inline: true, ...columns });
};
const upload = async (content: string, filename: string, as: 'agent' | 'admin' = 'agent') => {
  const response = await fetch(`${post.product.url}/emails/uploads?filename=${filename}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await post.product.token(as)}`, 'content-type': 'application/octet-stream' },
    body: content,
  });
  return (await response.json()) as UploadDto;
};
const reply = (id: string, body: object) =>
  post.product.call<OutboundEmailDto & { code: string; details: unknown }>('POST', `/emails/${id}/reply`, { as: 'agent', body });
/** What arrives: its HTML with the content of each image in the place of its reference, and the parts. */
const arrived = async (email: OutboundEmailDto) => {
  const [taken] = await eventually(
    () => account().accepted.filter((one) => one.message_id === email.message_id),
    (found) => found.length > 0,
    30,
  );
  const { body_html, attachments } = await new MimeMailParser('another secret').parse(taken!.raw);
  const shown = attachments.reduce(
    (html, { content_id, content }) => (content_id ? html.replaceAll(`cid:${content_id}`, `<${content!.toString()}>`) : html),
    body_html,
  );
  return { html: shown, parts: attachments.map(({ filename, is_inline }) => [filename, is_inline]) };
};

describe('images that the HTML shows', () => {
  it('go out inside of the message: uploads, pasted ones, and those of the answered e-mail', async () => {
    const { id } = await asked({
      body_html: '<p>It looks so: <img src="cid:image001.png@01D" alt="so"><img src="cid:gone@x" alt="gone"></p>',
    });
    await picture({ id }, 'their picture', { content_id: 'image001.png@01D' });
    const [shown, attached] = [await upload('a screenshot', 'screen.png'), await upload('a list', 'list.txt')];
    const { status, body } = await reply(id, {
      body_html: `<p>Press here: <img src="cid:${shown.id}"> and <img src="${PASTED}"></p>`,
      attachment_ids: [shown.id, attached.id],
    });
    expect(status).toBe(201);
    const { html, parts } = await arrived(body);
    expect(html).toContain('Press here: <img src="<a screenshot>"');
    expect(html).toContain('and <img src="<a pasted picture>"');
    expect(html).toMatch(/It looks so: <img src="<their picture>" alt="so" ?\/?>gone<\/p>/);
    expect(parts).toEqual([
      ['screen.png', true],
      ['image.png', true],
      ['pic.png', true],
      ['list.txt', false],
    ]);
    expect(body.attachments.map(({ filename, is_inline }) => [filename, is_inline])).toEqual([
      ['list.txt', false],
      ['screen.png', true],
      ['image.png', true],
      ['pic.png', true],
    ]);

    // Whoever opens it here sees them too.
    const { body: detail } = await post.product.call<EmailDetailDto>('GET', `/emails/${body.id}`);
    const links = [...detail.body_html.matchAll(/src="(http[^"]+)"/g)].map(([, link]) => link!.replaceAll('&amp;', '&'));
    expect(
      await Promise.all(links.map(async (link) => (await fetch(post.product.url + new URL(link).pathname + new URL(link).search)).text())),
    ).toEqual(['a screenshot', 'a pasted picture', 'their picture']);
  });

  it('go along when they are shown without being named, or were taken over from the answered e-mail, once each', async () => {
    const { id } = await asked();
    const part = await picture({ id }, 'their picture', { content_id: 'one@x' });
    const shown = await upload('a screenshot', 'screen.png');
    const { body } = await reply(id, {
      include_quote: false,
      body_html: `<img src="cid:${shown.id}"><img src="cid:one@x"><img src="cid:${part.id}"><img src="cid:${shown.id}">`,
    });
    const { html, parts } = await arrived(body);
    expect(parts).toEqual([
      ['screen.png', true],
      ['pic.png', true],
    ]);
    expect(html.match(/<a screenshot>|<their picture>/g)).toEqual([
      '<a screenshot>',
      '<their picture>',
      '<their picture>',
      '<a screenshot>',
    ]);
    expect((await pool().query('select used_at is not null as used from email_uploads where id = $1', [shown.id])).rows).toEqual([
      { used: true },
    ]);
  });

  it('are words enough, also when what failed is sent once more', async () => {
    account().addFault({ kind: 'smtp_answer', at: 'rcpt', code: 550, text: '5.1.1 No such user' });
    const { body } = await reply((await asked()).id, { include_quote: false, body_html: `<img src="${PASTED}">` });
    expect((await ended(body.id)).send_state).toBe('failed');
    const again = await post.product.call<OutboundEmailDto>('POST', `/emails/${body.id}/resend`, { as: 'agent' });
    expect(again.status).toBe(201);
    expect((await arrived(again.body)).html).toContain('<img src="<a pasted picture>"');
  });

  it('are of the same bytes when the request comes again', async () => {
    const { id } = await asked();
    const send_after = new Date(Date.now() + 3_600_000).toISOString();
    const send = () =>
      post.product.call<OutboundEmailDto>('POST', `/emails/${id}/reply`, {
        as: 'agent',
        headers: { 'idempotency-key': 'with a picture' },
        body: { body_html: `<img src="${PASTED}">`, send_after },
      });
    const raw = async () =>
      (
        await pool().query(
          `select s.payload ->> 'raw_sha256' as sha256 from sends s join emails e on e.send_id = s.id
            where e.thread_id = (select thread_id from emails where id = $1)`,
          [id],
        )
      ).rows;
    await send();
    const before = await raw();
    await pool().query('delete from idempotency_keys');
    expect((await send()).status).toBe(201);
    expect([before.length, await raw()]).toEqual([1, before]);
  });

  it("must be there: 422 names those that are not, and other people's count as such", async () => {
    const { id } = await asked();
    const others = await upload('mine', 'mine.png', 'admin');
    const refused = await reply(id, { body_html: `<img src="cid:${others.id}"><img src="cid:nothing@x"><img src="cid:${NOBODY}">` });
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      422,
      'unknown_inline_image',
      { references: [others.id, 'nothing@x', NOBODY] },
    ]);
    expect((await reply(id, { body_html: '<img src="data:image/svg+xml;base64,PHN2Zz4=">x' })).body.attachments).toEqual([]);
    // A quote alone is no answer, whatever it shows.
    const shows = await asked({ body_html: '<img src="cid:one@x">' });
    await picture(shows, 'their picture', { content_id: 'one@x' });
    expect((await reply(shows.id, {})).body.code).toBe('empty_message');
  });

  it('go with drafts, and stay as long as a draft shows them', async () => {
    const shown = await upload('a screenshot', 'screen.png');
    const { body: draft } = await post.product.call<EmailDraftDto>('POST', '/emails/drafts', {
      as: 'agent',
      body: { answers_email_id: (await asked()).id, body_html: `<p><img src="cid:${shown.id}"></p>` },
    });
    await pool().query(`update email_uploads set created_at = now() - interval '8 days' where id = $1`, [shown.id]);
    await pool().query('select clean_email_leftovers()');
    const { status, body } = await post.product.call<OutboundEmailDto>('POST', `/emails/drafts/${draft.id}/send`, {
      as: 'agent',
      body: { version: 1 },
    });
    expect(status).toBe(201);
    expect((await arrived(body)).parts).toEqual([['screen.png', true]]);
  });

  it('belong to signatures too: whoever signs shows them, as long as the signature does', async () => {
    const logo = await upload('a logo', 'logo.png', 'admin');
    const sign = (signature_html: string, as: 'admin' | 'supervisor' = 'admin') =>
      post.product.call<{ code: string }>('PATCH', `/support-emails/${post.mailbox}`, { as, body: { signature_html } });
    expect((await sign(`<img src="cid:${NOBODY}">`)).body.code).toBe('unknown_inline_image');
    const foreign = await upload('of an agent', 'agent.png');
    expect((await sign(`<img src="cid:${foreign.id}">`)).body.code).toBe('unknown_inline_image');
    expect((await sign(`<p>The team <img src="cid:${logo.id}" alt="logo"></p>`)).status).toBe(200);
    await pool().query(`update email_uploads set created_at = now() - interval '8 days', used_at = null where id = any ($1)`, [
      [logo.id, foreign.id],
    ]);
    await pool().query('select clean_email_leftovers()');
    expect((await pool().query('select id from email_uploads where id = any ($1)', [[logo.id, foreign.id]])).rows).toEqual([
      { id: logo.id },
    ]);

    const { body } = await reply((await asked()).id, { body_text: 'It left today.' });
    const { html, parts } = await arrived(body);
    expect(html).toContain('The team <img src="<a logo>" alt="logo"');
    expect(parts).toEqual([['logo.png', true]]);
    expect((await arrived((await reply((await asked()).id, { body_text: 'x', use_signature: false })).body)).parts).toEqual([]);
    expect((await sign('')).status).toBe(200);
    await pool().query(`update email_uploads set used_at = now() - interval '8 days' where id = $1`, [logo.id]);
    await pool().query('select clean_email_leftovers()');
    expect((await pool().query('select id from email_uploads where id = $1', [logo.id])).rowCount).toBe(0);
  });
});
