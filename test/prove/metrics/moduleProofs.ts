import { proveAgri } from './proveAgri.js';
import { proveAttainment } from './proveAttainment.js';
import { proveAudits } from './proveAudits.js';
import { proveFeedback } from './proveFeedback.js';
import { proveLeads } from './proveLeads.js';
import { proveRefunds } from './proveRefunds.js';
import { proveReturns } from './proveReturns.js';
import { proveSurveys } from './proveSurveys.js';

export interface ModuleProofOptions {
  seed: string;
  steps: number;
  /** Breaks the product on purpose: numbers are no longer kept. */
  sabotage?: boolean;
}

export interface ModuleProofReport {
  /** Figures that were compared. */
  questions: number;
  differences: string[];
}

interface ModuleProof {
  prove(options: ModuleProofOptions): Promise<ModuleProofReport>;
  /** How many steps `npm run prove:ci` takes. */
  steps: { whole: number; sabotage: number };
  /** What is found when the numbers are no longer kept. */
  notices: RegExp[];
}

/** Random histories of one module each, with its figures compared on the way: what `prove:metrics` asks beside the channels. */
export const MODULE_PROOFS: Record<string, ModuleProof> = {
  audits: { prove: proveAudits, steps: { whole: 80, sabotage: 30 }, notices: [/audits, pending/, /audits, scored/] },
  consultations: { prove: proveAgri, steps: { whole: 80, sabotage: 40 }, notices: [/by status/, /seasons/] },
  feedback: { prove: proveFeedback, steps: { whole: 100, sabotage: 60 }, notices: [/by channel/, /agent_feedback : by status/] },
  leads: { prove: proveLeads, steps: { whole: 100, sabotage: 20 }, notices: [/leads: kept counts/, /leads: by status/] },
  refunds: { prove: proveRefunds, steps: { whole: 60, sabotage: 20 }, notices: [/refunds: by day/] },
  promises: { prove: proveAttainment, steps: { whole: 40, sabotage: 20 }, notices: [/list of/, /badges of/] },
  returns: { prove: proveReturns, steps: { whole: 60, sabotage: 20 }, notices: [/returns, stats total/] },
  surveys: { prove: proveSurveys, steps: { whole: 100, sabotage: 60 }, notices: [/surveys, answers of \d/] },
};
