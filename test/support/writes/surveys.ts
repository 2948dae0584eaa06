import { answerPath, makeInvitation, makeResponse } from '../factories/surveys.js';
import type { Visits, Writes, WritesWorld } from '../writes.js';

const BODY = { name: 'After a call', questions: [{ key: 'score', type: 'csat', text: { en: 'How did we do?' } }] };

export function writes({ make, product }: WritesWorld): Writes {
  const path = async () => `/surveys/${(await make('/surveys', BODY)).id}`;
  return {
    'POST /surveys': ['insert surveys: after', async () => ({ path: '/surveys', body: BODY })],
    'PATCH /surveys/{id}': ['update surveys: before, after', async () => ({ path: await path(), body: { description: 'Short.' } })],
    'DELETE /surveys/{id}': ['update surveys: before, after', async () => ({ path: await path() })],
    'POST /survey-invitations': [
      'invite survey_invitations: after',
      async () => ({ path: '/survey-invitations', body: { customer_id: (await make('/customers', { name: 'Asha Rao' })).id } }),
    ],
    'PATCH /survey-responses/{id}': [
      'update survey_responses: before, after',
      async () => ({
        path: `/survey-responses/${(await makeResponse(product(), { score: 1 })).id}`,
        body: { excluded_reason: 'It was a test.' },
      }),
    ],
  };
}

export function visits({ product }: WritesWorld): Visits {
  const path = async () => answerPath(product(), await makeInvitation(product().database.pool));
  return {
    'GET /survey-answers/{token}': async () => ({ path: await path() }),
    'POST /survey-answers/{token}': async () => ({ path: await path(), body: { answers: { score: 5 } } }),
  };
}
