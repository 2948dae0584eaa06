import { MODULE_PROOFS } from './metrics/moduleProofs.js';
import { proveMetrics } from './metrics/proveMetrics.js';

describe('prove:metrics', () => {
  it('finds no difference between dashboard, groups, list, CSV and brute force', async () => {
    const report = await proveMetrics({ seed: 'short', places: 2, steps: 12, questions: 8 });
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ steps: 24, rollup_checks: 24, questions: 16, email_steps: 24, email_checks: 24, email_questions: 16 });
    expect(report).toMatchObject({ chat_steps: 24, chat_checks: 24, chat_questions: 16 });
    expect(report).toMatchObject({ ticket_steps: 24, ticket_checks: 24, ticket_questions: 16 });
    expect(report).toMatchObject({ ivr_steps: 24, ivr_questions: 16 });
    expect(report.listed).toBeGreaterThan(100);
    expect(report.agent_weeks).toBeGreaterThan(12);
  });

  it('notices when it is forgotten what came back', async () => {
    const report = await proveMetrics({ seed: 'sabotage', places: 1, steps: 1, questions: 4, sabotage: 'reopened' });
    expect(report.differences).not.toEqual([]);
    expect(report.differences.filter((difference) => !difference.includes('/reopened'))).toEqual([]);
  });

  it('notices when the rollups are no longer kept', async () => {
    const report = await proveMetrics({ seed: 'sabotage', places: 1, steps: 3, questions: 2, sabotage: 'trigger' });
    expect(report.differences.length).toBeGreaterThan(0);
  });

  it('notices when the rollups of e-mails are no longer kept', async () => {
    const report = await proveMetrics({ seed: 'sabotage', places: 1, steps: 3, questions: 2, sabotage: 'email_trigger' });
    for (const about of ['e-mail rollups after', 'overview: /email_volume', 'overview: /top_senders', 'sums: /teams']) {
      expect(report.differences.filter((difference) => difference.includes(about))).not.toEqual([]);
    }
    expect(report.differences.filter((difference) => !difference.includes('e-mail'))).toEqual([]);
  });

  it('notices when the rollups of chats are no longer kept', async () => {
    const report = await proveMetrics({ seed: 'sabotage', places: 1, steps: 3, questions: 2, sabotage: 'chat_trigger' });
    for (const about of ['chat rollups after', 'overview: /volume', 'overview: /response', 'overview: /delivery']) {
      expect(report.differences.filter((difference) => difference.includes(about))).not.toEqual([]);
    }
    expect(report.differences.filter((difference) => !difference.includes('chat'))).toEqual([]);
  });

  it('notices when the counts of tickets are no longer kept', async () => {
    const report = await proveMetrics({ seed: 'sabotage', places: 1, steps: 6, questions: 2, sabotage: 'ticket_trigger' });
    for (const about of ['tickets: kept counts after', 'groups', 'totals']) {
      expect(report.differences.filter((difference) => difference.includes(about))).not.toEqual([]);
    }
    expect(report.differences.filter((difference) => !difference.includes('tickets'))).toEqual([]);
  });

  it('notices when the counts of IVR calls are no longer kept', async () => {
    const report = await proveMetrics({ seed: 'sabotage', places: 1, steps: 6, questions: 2, sabotage: 'ivr_trigger' });
    expect(report.differences.filter((difference) => difference.includes('IVR counts'))).not.toEqual([]);
    expect(report.differences.filter((difference) => !difference.includes('IVR'))).toEqual([]);
  });
});

describe.each(Object.entries(MODULE_PROOFS))('prove:metrics, %s', (_name, { prove, steps, notices }) => {
  it('finds no difference between figures, lists, CSV and rows', async () => {
    const { differences, questions } = await prove({ seed: 'short', steps: steps.whole });
    expect(differences).toEqual([]);
    expect(questions).toBeGreaterThan(50);
  });

  it('notices when numbers are no longer kept', async () => {
    const { differences } = await prove({ seed: 'sabotage', steps: steps.sabotage, sabotage: true });
    for (const words of notices) expect(differences.join()).toMatch(words);
  });
});
