import { proveLeads } from './metrics/proveLeads.js';
import { proveMetrics } from './metrics/proveMetrics.js';
import { proveRefunds } from './metrics/proveRefunds.js';

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

describe('prove:metrics, refunds', () => {
  it('finds no difference between figures, lists, CSV and rows of refunds, approvals and notices', async () => {
    const report = await proveRefunds({ seed: 'short', steps: 60 });
    expect(report.differences).toEqual([]);
    expect(report.refund_questions).toBeGreaterThan(50);
  });

  it('notices when figures by day are no longer kept', async () => {
    const report = await proveRefunds({ seed: 'sabotage', steps: 20, sabotage: true });
    expect(report.differences.join()).toMatch(/refunds: by day/);
  });
});

describe('prove:metrics, leads', () => {
  it('finds no difference between statistics, funnels, lists, CSV and rows', async () => {
    const report = await proveLeads({ seed: 'short', steps: 60 });
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ lead_steps: 60, lead_questions: 39 });
  });

  it('notices when the counts are no longer kept', async () => {
    const report = await proveLeads({ seed: 'sabotage', steps: 20, sabotage: true });
    for (const about of ['leads: kept counts', 'leads: by status'])
      expect(report.differences.filter((difference) => difference.startsWith(about))).not.toEqual([]);
  });
});
