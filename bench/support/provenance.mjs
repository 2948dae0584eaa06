// Which code a figure measures, at which commit it was taken, and whether that code has changed since.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './processes.mjs';

/** @typedef {{ commit: string, at: string }} Origin the commit that was checked out, and when */

const CALLS = ['src/kaleyraVoice', 'supabase/schemas/kaleyraVoice'];
const NOTICES = ['src/notifications', 'src/refunds', 'supabase/schemas/notifications', 'supabase/schemas/refunds', 'src/common/list'];
const EMAIL_OVERVIEW = ['src/adminDashboard', 'supabase/schemas/adminDashboard'];
const EMAIL_ROWS = ['src/gmailIngestion/emails', 'supabase/schemas/gmailIngestion/emails'];
const MAILBOX = ['src/gmailIngestion', 'src/providers/mail', 'supabase/schemas/gmailIngestion'];
const CHATS = ['src/chatIngestion', 'supabase/schemas/chatIngestion'];
const IVR = ['src/ivrWebhooks', 'supabase/schemas/ivrWebhooks'];
const JOBS = ['src/common/jobs', 'supabase/schemas/jobs'];
const INBOX = ['src/common/webhookInbox', 'supabase/schemas/webhookInbox'];
const FEED = ['src/common/realtime', 'supabase/schemas/realtime'];
const SENDS = ['src/common/sends', 'supabase/schemas/sends'];

/**
 * The code behind each figure, by the beginning of its id; the longest one that fits counts. Tests beside the code are left out.
 * @type {Record<string, string[]>}
 */
export const FIGURE_PATHS = {
  'call-list': [...CALLS, 'src/common/list'],
  routing: [
    'src/queryAssignments',
    'src/routing',
    'src/decisions',
    'supabase/schemas/queryAssignments',
    'supabase/schemas/routing',
    'supabase/schemas/decisions',
  ],
  chats: [...CHATS, 'src/common/list'],
  'chats-chain': [...CHATS, ...INBOX, ...FEED],
  customers: ['src/customers', 'src/customerTimeline', 'supabase/schemas/customers', 'supabase/schemas/customerTimeline'],
  'email-figures-cost': EMAIL_OVERVIEW,
  'email-list': [...EMAIL_ROWS, 'src/common/list'],
  'email-overview': EMAIL_OVERVIEW,
  'email-search': [...EMAIL_ROWS, 'src/common/list'],
  'email-thread': EMAIL_ROWS,
  feed: FEED,
  inbox: INBOX,
  'inbox-chain': [...INBOX, ...SENDS, ...FEED, ...JOBS, ...CALLS],
  'ivr-chain': [...IVR, ...INBOX, ...FEED],
  'ivr-counts': IVR,
  'ivr-list': [...IVR, 'src/common/list'],
  jobs: JOBS,
  'mail-arrival': [...MAILBOX, ...FEED],
  'mail-ingest': [...MAILBOX, ...EMAIL_OVERVIEW, ...FEED],
  'mail-memory': MAILBOX,
  notice: NOTICES,
  overview: CALLS,
  refund: NOTICES,
  start: ['src/start', 'src/supabase/embedded', 'src/demo', 'scripts/prepare.mjs', 'supabase/migrations', 'supabase/embedded'],
  sync: [...CALLS, 'src/providers/kaleyra'],
  workflows: ['src/workflows', 'src/common/workflows', 'src/common/conditions', 'src/common/realtime', 'supabase/schemas/workflows'],
  ticket: ['src/tickets', 'supabase/schemas/tickets', 'src/common/list'],
  way: ['src/app.setup.ts', 'src/common/http', 'src/common/log', 'src/common/auth', 'src/common/list', 'src/supabase/table.ts'],
};

/** The same for the proofs, by name. @type {Record<string, string[]>} */
export const PROOF_PATHS = {
  feed: FEED,
  routing: [
    'src/queryAssignments',
    'src/routing',
    'src/decisions',
    'supabase/schemas/queryAssignments',
    'supabase/schemas/routing',
    'supabase/schemas/decisions',
  ],
  why: [
    'src/queryAssignments',
    'src/routing',
    'src/decisions',
    'supabase/schemas/queryAssignments',
    'supabase/schemas/routing',
    'supabase/schemas/decisions',
    'src/workflows',
    'supabase/schemas/workflows',
    'supabase/schemas/notifications',
  ],
  identity: ['src/customers', 'src/customerTimeline', 'supabase/schemas/customers', 'supabase/schemas/customerTimeline'],
  ingest: [...INBOX, ...JOBS, ...CALLS, ...CHATS],
  mail: MAILBOX,
  metrics: [...CALLS, ...EMAIL_OVERVIEW, ...CHATS],
  outbox: [...SENDS, ...JOBS, 'src/kaleyraVoice', 'src/gmailIngestion/replies', 'src/providers/mail', 'src/chatIngestion/replies'],
  workflows: ['src/workflows', 'src/common/workflows', 'src/common/conditions', 'supabase/schemas/workflows'],
  webhooks: ['src/webhookSubscriptions', 'supabase/schemas/webhookSubscriptions', 'src/providers/webhookEndpoint'],
};

/** @param {string} id @returns {string} the beginning in FIGURE_PATHS that its code stands under */
export function figureGroup(id) {
  const [group] = Object.keys(FIGURE_PATHS)
    .filter((start) => id === start || id.startsWith(`${start}-`))
    .sort((a, b) => b.length - a.length);
  if (!group) throw new Error(`${id} does not say which code it measures: add it to FIGURE_PATHS in bench/support/provenance.mjs.`);
  return group;
}

/** Code that has moved must not look unchanged. */
export function checkPaths() {
  const gone = [...new Set([FIGURE_PATHS, PROOF_PATHS].flatMap((paths) => Object.values(paths).flat()))].filter(
    (each) => !existsSync(path.join(ROOT, each)),
  );
  if (gone.length > 0) throw new Error(`bench/support/provenance.mjs names code that is not there: ${gone.join(', ')}.`);
}

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The commit that is checked out; a plus says that the code differed from it. */
export function currentCommit() {
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src', 'supabase') ? '+' : '');
  } catch {
    return 'unknown';
  }
}

/** Whether the history is here; not in a shallow clone or an archive. */
export function knowsHistory() {
  try {
    return git('rev-parse', '--is-shallow-repository') === 'false';
  } catch {
    return false;
  }
}

/** @type {Map<string, boolean>} */
const known = new Map();

/** Whether any of this code has changed since; what cannot be told counts as changed. @param {string} commit @param {string[]} paths */
export function changedSince(commit, paths) {
  const key = [commit, ...paths].join(' ');
  const found = known.get(key);
  if (found !== undefined) return found;
  let changed = true;
  try {
    changed = git('log', '-1', '--format=%h', `${commit.replace(/\+$/, '')}..HEAD`, '--', ...paths, ':(exclude)*.spec.ts') !== '';
  } catch {
    // The commit is not in this history.
  }
  known.set(key, changed);
  return changed;
}

/** What a table says of it. @param {Origin} origin @param {string[]} paths */
export function originText({ commit, at }, paths) {
  const exact = commit.replace(/\+$/, '');
  const source = commit === exact ? `\`${exact}\`` : `\`${exact}\` with uncommitted changes`;
  const from = `${source}, ${at.slice(0, 10)}`;
  return changedSince(commit, paths) ? `from ${from}; the code has changed since` : from;
}
