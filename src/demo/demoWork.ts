import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { makeDemoConsultations } from './demoAgri.js';
import { makeDemoAudits } from './demoAudits.js';
import { makeDemoFeedback } from './demoFeedback.js';
import { makeDemoLeads } from './demoLeads.js';
import { makeDemoRefunds } from './demoRefunds.js';
import { makeDemoReturns } from './demoReturns.js';
import { makeDemoSurveys } from './demoSurveys.js';
import { makeDemoPromises } from './demoSla.js';
import { makeDemoTickets } from './demoTickets.js';
import { makeDemoVipRefund } from './demoVip.js';
import { makeDemoWorkflows } from './demoWorkflows.js';

/** Makes the things of one module, for the admin; nothing when it has things already. */
type Make = (app: INestApplicationContext, admin_id: string, now: Date) => Promise<void>;

const WORK: Record<string, Make> = {
  audits: makeDemoAudits,
  consultations: makeDemoConsultations,
  feedback: makeDemoFeedback,
  leads: makeDemoLeads,
  refunds: makeDemoRefunds,
  promises: makeDemoPromises,
  returns: makeDemoReturns,
  rules: makeDemoWorkflows,
  surveys: makeDemoSurveys,
  tickets: makeDemoTickets,
  'refund of a VIP': makeDemoVipRefund,
};

/**
 * Gives the demo what people work on. Nobody waits for it: some of it is made from messages that have yet to arrive. Returns what ends it;
 * what is cut short then fails without a word.
 */
export function makeDemoWork(app: INestApplicationContext, admin_id: string, logger: Logger): () => Promise<void> {
  let has_ended = false;
  for (const [name, make] of Object.entries(WORK))
    void make(app, admin_id, new Date()).catch((error: unknown) => {
      if (!has_ended) logger.warn({ err: error }, `the demo has no ${name}`);
    });
  return async () => {
    has_ended = true;
  };
}
