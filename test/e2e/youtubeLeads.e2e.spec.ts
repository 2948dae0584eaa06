import { startYoutubeSandbox, type YoutubeSandbox } from '../../src/providers/youtube/youtube.sandbox.js';
import type {
  YoutubeLeadDetailDto,
  YoutubeLeadDto,
  YoutubeLeadPageDto,
  YoutubeLeadStatsDto,
  YoutubeVideoPageDto,
} from '../../src/youtubeLeads/dto/youtubeLead.dto.js';
import { YOUTUBE_LEAD } from '../../src/youtubeLeads/youtubeLeads.states.js';
import { YoutubePolls } from '../../src/youtubeLeads/youtubePolls.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/youtubeLeads.js';
import { listSuite } from '../support/listSuite.js';
import { until } from '../support/until.js';

let product: TestApp;
let youtube: YoutubeSandbox;
beforeAll(async () => {
  youtube = await startYoutubeSandbox();
  const { url, api_key } = youtube;
  product = await startTestApp({
    environment: {
      YOUTUBE_API_URL: url,
      YOUTUBE_TOKEN_URL: `${url}/token`,
      YOUTUBE_API_KEY: api_key,
      YOUTUBE_CLIENT_ID: 'tests',
      YOUTUBE_CLIENT_SECRET: api_key,
      YOUTUBE_REFRESH_TOKEN: api_key,
      YOUTUBE_DAILY_QUOTA: '500',
    },
  });
});
afterAll(async () => {
  await product.close();
  await youtube.stop();
});
beforeEach(() => product.database.pool.query('delete from youtube_quota'));

let made = 0;
const body = (change: object = {}) => ({
  video_id: 'testvideo01',
  author_id: `UC-${++made}`,
  author_name: 'Ravi',
  comment: 'Price kitna hai?',
  ...change,
});
const post = (change: object = {}, headers = {}) =>
  product.call<YoutubeLeadDto & { code: string }>('POST', '/youtube-leads', { body: body(change), headers });
const make = async (change: object = {}) => {
  const answer = await post(change);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const get = async (id: string) => (await product.call<YoutubeLeadDetailDto>('GET', `/youtube-leads/${id}`)).body;
const rows = async <T>(sql: string, values: unknown[] = []) => (await product.database.pool.query(sql, values)).rows as T[];
const poll = (now = new Date()) => product.app.get(YoutubePolls, { strict: false }).poll(now, new AbortController().signal);
const leadsOf = async (video_id: string) =>
  (await product.call<YoutubeLeadPageDto>('GET', `/youtube-leads?video_id=${video_id}&sort=commented_at&order=asc`)).body.data;
const say = (video_id: string, text: string, change: object = {}) => {
  const comment = {
    id: `comment-${++made}`,
    video_id,
    author_id: `UC-${made}`,
    author_name: `Viewer ${made}`,
    text,
    published_at: new Date(Date.now() - 3_600_000 + made * 1_000).toISOString(),
    ...change,
  };
  youtube.comments.push(comment);
  return comment;
};
const watch = (video_id: string) => product.call('POST', '/youtube-leads/videos', { body: { video_id, title: `Video ${video_id}` } });
const videoOf = async (video_id: string) =>
  (await product.call<YoutubeVideoPageDto>('GET', '/youtube-leads/videos')).body.data.find((video) => video.video_id === video_id)!;

lifecycleSuite({ product: () => product, path: '/youtube-leads', table: 'youtube_leads', states: YOUTUBE_LEAD, make });

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const { id } = await make({
      video_id: `listvideo0${n % 3}`,
      author_name: `LIST-${n}`,
      intent: n === 0 ? 'question' : n % 2 ? 'demo' : 'price',
      comment: n === 3 ? 'a needle in it' : 'Hello',
    });
    if (n === 1) await product.call('POST', `/youtube-leads/${id}/actions`, { body: { action: 'dismiss' } });
  },
});

describe('YouTube leads', () => {
  it('have numbers of their own and a lead of their customer', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => make()));
    expect(new Set(all.map(({ number }) => number)).size).toBe(10);
    expect(all[0]).toMatchObject({
      number: expect.stringMatching(/^YT-\d{4,}$/),
      intent: 'price',
      status: 'new',
      customer_id: expect.any(String),
    });
    const { body: lead } = await product.call<{ source: string; touches: number }>('GET', `/leads/${all[0]!.lead_id}`);
    expect(lead).toMatchObject({ source: 'youtube', touches: 1 });
  });

  it('are one for each author and video until the intent changes', async () => {
    const one = { author_id: 'UC-same', video_id: 'samevideo01' };
    const same = await Promise.all(Array.from({ length: 5 }, (_, n) => post({ ...one, comment: `Price? ${n}` })));
    expect(new Set(same.map(({ body: { id } }) => id)).size).toBe(1);
    expect((await get(same[0]!.body.id)).comments).toBe(5);
    const changed = await make({ ...one, comment: 'My pump is broken' });
    expect([changed.id === same[0]!.body.id, changed.intent, changed.lead_id]).toEqual([false, 'support', same[0]!.body.lead_id]);
    expect((await make({ ...one, comment: 'price' })).id).not.toBe(same[0]!.body.id);
    expect((await make({ ...one, video_id: 'samevideo02', comment: 'price' })).lead_id).not.toBe(changed.lead_id);
  });

  it('are refused without an intent, to viewers, and made once by a request that comes twice', async () => {
    expect((await post({ comment: 'Nice' })).body.code).toBe('youtube_intent_missing');
    expect((await product.call('POST', '/youtube-leads', { as: 'viewer', body: body() })).status).toBe(403);
    const sent = body();
    const headers = { 'idempotency-key': 'youtube-once' };
    const answers = [await post(sent, headers), await post(sent, headers)];
    expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
    expect((await get(answers[0]!.body.id)).comments).toBe(1);
  });

  it('are counted the same by list, statistics and CSV', async () => {
    for (const comment of ['price', 'demo please', 'price']) await make({ video_id: 'figurevideo', comment });
    const query = 'video_id=figurevideo';
    const { body: stats } = await product.call<YoutubeLeadStatsDto>('GET', `/youtube-leads/stats?${query}`);
    const csv = (await product.call('GET', `/youtube-leads?${query}&format=csv`)).text.trimEnd().split('\r\n');
    expect([stats.total, csv.length - 1, stats.by_intent.find(({ value }) => value === 'price')?.count]).toEqual([3, 3, 2]);
    expect(await rows(`select * from verify_kept_counts('public.youtube_leads')`)).toEqual([]);
  });
});

describe('comments of a video', () => {
  it('are read page by page, each once, and become leads where they show an intent', async () => {
    const video = 'pollvideo01';
    await watch(video);
    youtube.page_size = 2;
    for (const text of ['Price?', 'Nice', 'I want to buy', 'Great', 'कीमत क्या है']) say(video, text);
    await poll();
    await poll();
    youtube.page_size = 100;
    expect((await leadsOf(video)).map(({ intent, comments }) => [intent, comments])).toEqual([
      ['price', 1],
      ['buy', 1],
      ['price', 1],
    ]);
    const { body: why } = await product.call<{ data: { kind: string; reason: string }[] }>(
      'GET',
      `/why/youtube_lead/${(await leadsOf(video)).find(({ comment }) => comment === 'Price?')!.id}`,
    );
    expect(why.data).toMatchObject([{ kind: 'youtube.intent', reason: 'It says "Price".' }]);
  });

  it('that are edited or removed leave their lead, which says so', async () => {
    const video = 'editvideo01';
    await watch(video);
    const [edited, removed] = [say(video, 'Price?'), say(video, 'I want one')];
    await poll();
    edited.text = 'Never mind';
    Object.assign(edited, { updated_at: new Date().toISOString() });
    youtube.comments.splice(youtube.comments.indexOf(removed), 1);
    await poll(new Date(Date.now() + 7 * 3_600_000));
    const leads = await leadsOf(video);
    expect(leads.map(({ source_state, comment }) => [source_state, comment])).toEqual([
      ['edited', 'Price?'],
      ['removed', 'I want one'],
    ]);
    expect((await get(leads[0]!.id)).said).toMatchObject([{ text: 'Never mind', former_text: 'Price?', edited_at: expect.any(String) }]);
    const refused = await product.call<{ code: string }>('POST', `/youtube-leads/${leads[1]!.id}/reply`, { body: { text: 'Hello' } });
    expect([refused.status, refused.body.code]).toEqual([409, 'youtube_comment_removed']);
  });

  it('are answered once, and the lead is contacted', async () => {
    const video = 'replyvideo1';
    await watch(video);
    const comment = say(video, 'Price?');
    await poll();
    const [lead] = await leadsOf(video);
    const headers = { 'idempotency-key': 'reply-once' };
    for (let time = 0; time < 2; time++)
      await product.call('POST', `/youtube-leads/${lead!.id}/reply`, { body: { text: '4,500 rupees.' }, headers });
    const detail = await until(
      () => get(lead!.id),
      ({ replies }) => replies[0]?.state === 'sent',
    );
    expect([detail.status, detail.replies.length]).toEqual(['replied', 1]);
    expect(youtube.replies).toEqual([{ parent_id: comment.id, text: '4,500 rupees.' }]);
    expect((await product.call('GET', `/leads/${lead!.lead_id}`)).body).toMatchObject({ status: 'contacted', waiting_since: null });
  });

  it('wait for the next day when the quota is spent, and none is lost', async () => {
    const video = 'quotavideo1';
    await watch(video);
    say(video, 'Price?');
    youtube.quota = 0;
    await poll();
    expect(await leadsOf(video)).toEqual([]);
    const asked = youtube.quota;
    youtube.quota = 10_000;
    await poll();
    // Ours is spent too: nobody is asked before the day ends.
    expect([asked, youtube.quota]).toEqual([0, 10_000]);
    await poll(new Date(Date.now() + 25 * 3_600_000));
    expect(await leadsOf(video)).toHaveLength(1);
  });

  it.each([
    ['error', 'youtube_unavailable'],
    ['reset', 'youtube_unavailable'],
    ['malformed', 'provider_protocol_error'],
  ] as const)('are read the next time when YouTube fails by %s', async (fault, code) => {
    const video = `fault-${fault}`.padEnd(11, '_').slice(0, 11);
    // The only one: the fault is its own.
    await product.database.pool.query('delete from youtube_videos');
    await watch(video);
    say(video, 'Price?');
    youtube.faults.push(fault);
    await poll();
    expect([await leadsOf(video), (await videoOf(video)).fault]).toEqual([[], code]);
    await poll();
    expect([(await leadsOf(video)).length, (await videoOf(video)).fault]).toEqual([1, '']);
  });

  it('of a video without comments say why', async () => {
    await watch('closedvideo');
    youtube.closed.add('closedvideo');
    await poll();
    expect((await videoOf('closedvideo')).fault).toBe('youtube_comments_disabled');
    expect((await watch('closedvideo')).status).toBe(409);
  });
});
