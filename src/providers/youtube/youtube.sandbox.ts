import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readJson, sendJson } from '../sandbox/wire.js';

export interface SandboxComment {
  id: string;
  video_id: string;
  author_id: string;
  author_name: string;
  text: string;
  published_at: string;
  updated_at?: string;
}

/** What the next request meets. */
type YoutubeFault = 'error' | 'reset' | 'malformed';

/** YouTube on a local address: comments that are written, edited and deleted, and a quota. */
export interface YoutubeSandbox {
  url: string;
  api_key: string;
  comments: SandboxComment[];
  /** Videos that allow none. */
  closed: Set<string>;
  /** Units that are left. */
  quota: number;
  replies: { parent_id: string; text: string }[];
  faults: YoutubeFault[];
  /** Threads on a page. */
  page_size: number;
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startYoutubeSandbox({ comments = [] as SandboxComment[] } = {}): Promise<YoutubeSandbox> {
  const sandbox: Omit<YoutubeSandbox, 'url' | 'stop'> = {
    api_key: `youtube-${randomUUID()}`,
    comments,
    closed: new Set(),
    quota: 10_000,
    replies: [],
    faults: [],
    page_size: 100,
  };
  const server = createServer((request, response) => {
    answer(sandbox, request, response).catch(() => refuse(response, 400, 'badRequest'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return Object.assign(sandbox, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop });
}

async function answer(sandbox: Omit<YoutubeSandbox, 'url' | 'stop'>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url!, 'http://sandbox');
  if (pathname === '/token') return sendJson(response, 200, { access_token: sandbox.api_key, expires_in: 3600 });
  const { 'x-goog-api-key': key, authorization } = request.headers;
  if (key !== sandbox.api_key && authorization !== `Bearer ${sandbox.api_key}`) return refuse(response, 403, 'forbidden');
  const fault = sandbox.faults.shift();
  if (fault === 'error') return refuse(response, 503, 'backendError');
  if (fault === 'reset') return void request.socket.destroy();
  if (fault === 'malformed') return sendJson(response, 200, { kind: 'nothing' });
  const cost = request.method === 'POST' ? 50 : 1;
  if (sandbox.quota < cost) return refuse(response, 403, 'quotaExceeded');
  sandbox.quota -= cost;

  if (request.method === 'POST') {
    const { snippet } = (await readJson(request)) as { snippet: { parentId: string; textOriginal: string } };
    if (!sandbox.comments.some(({ id }) => id === snippet.parentId)) return refuse(response, 404, 'parentCommentNotFound');
    sandbox.replies.push({ parent_id: snippet.parentId, text: snippet.textOriginal });
    return sendJson(response, 200, { id: `reply-${sandbox.replies.length}` });
  }
  if (pathname === '/comments') {
    const ids = (query.get('id') ?? '').split(',');
    return sendJson(response, 200, { items: sandbox.comments.filter(({ id }) => ids.includes(id)).map(printed) });
  }
  const video = query.get('videoId') ?? '';
  if (sandbox.closed.has(video)) return refuse(response, 403, 'commentsDisabled');
  const all = sandbox.comments
    .filter(({ video_id }) => video_id === video)
    .sort((one, other) => other.published_at.localeCompare(one.published_at));
  const from = Number(query.get('pageToken') ?? 0);
  const to = from + sandbox.page_size;
  sendJson(response, 200, {
    items: all.slice(from, to).map((comment) => ({ snippet: { videoId: video, topLevelComment: printed(comment) } })),
    ...(to < all.length && { nextPageToken: String(to) }),
  });
}

function printed({ id, author_id, author_name, text, published_at, updated_at, video_id }: SandboxComment): object {
  return {
    id,
    snippet: {
      videoId: video_id,
      authorDisplayName: author_name,
      authorChannelId: { value: author_id },
      textOriginal: text,
      textDisplay: text,
      publishedAt: published_at,
      updatedAt: updated_at ?? published_at,
    },
  };
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  if (!response.headersSent) sendJson(response, status, { error: { code: status, errors: [{ reason }] } });
}
