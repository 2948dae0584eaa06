import { randomUUID } from 'node:crypto';
import { PublicPages } from '../../../src/common/links/publicPages.js';
import { STANDARD_SURVEY_ID } from '../../../src/surveys/surveys.states.js';
import type { TestApp } from '../app.js';
import { type Columns, insertRow, type Queryable } from './emails.js';

/** An invitation to the survey that is there from the start, sent a minute ago. */
export async function makeInvitation(database: Queryable, columns: Columns = {}): Promise<{ id: string; expires_at: Date }> {
  const sent_at = new Date(Date.now() - 60_000);
  return (await insertRow(database, 'survey_invitations', {
    id: randomUUID(),
    survey_id: STANDARD_SURVEY_ID,
    revision: 1,
    state: 'sent',
    origin: 'rule',
    channel: 'email',
    language: 'en',
    sent_at,
    expires_at: new Date(Math.floor(Date.now() / 1000) * 1000 + 86_400_000),
    ...columns,
  })) as never;
}

/** Where its link leads. */
export function answerPath(product: TestApp, { id, expires_at }: { id: string; expires_at: Date }): string {
  const link = product.app.get(PublicPages, { strict: false }).link('survey', '/survey-answers', id, new Date(expires_at));
  return new URL(link).pathname;
}

/** An answer to an invitation that is made for it. */
export async function makeResponse(
  product: TestApp,
  answers: object,
  columns: Columns = {},
): Promise<{ id: string; invitation_id: string }> {
  const invitation = await makeInvitation(product.database.pool, columns);
  const answer = await product.call('POST', answerPath(product, invitation), { as: null, body: { answers } });
  if (answer.status !== 200) throw new Error(answer.text);
  const { rows } = await product.database.pool.query<{ id: string }>('select id from survey_responses where invitation_id = $1', [
    invitation.id,
  ]);
  return { id: rows[0]!.id, invitation_id: invitation.id };
}
