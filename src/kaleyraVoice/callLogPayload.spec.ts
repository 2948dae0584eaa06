import { parseCallLog } from '../providers/kaleyra/kaleyra.parser.js';
import { callLogPayload } from './callLogPayload.js';

const RAW = {
  id: '7',
  callfrom: '5550001001',
  callto: '5550002002',
  start_time: '2026-02-24 14:45:15',
  status: 'answer',
  service: 'Incoming',
  notes: ' kept ',
};

function payload(raw: Record<string, unknown>) {
  const parsed = parseCallLog(raw, '2026/02/24');
  if ('fault' in parsed) throw new Error(parsed.fault);
  return { call_log: parsed.call_log, rows: JSON.parse(`[${callLogPayload([parsed.call_log])}]`) as Record<string, unknown>[] };
}

describe('callLogPayload', () => {
  it('leaves out what raw repeats, and what neither has', () => {
    const [row] = payload(RAW).rows;
    expect(row).not.toHaveProperty('callfrom');
    expect(row).not.toHaveProperty('service');
    expect(row).not.toHaveProperty('location');
  });

  it('sends what the parser read otherwise than it was written', () => {
    expect(payload(RAW).rows[0]).toMatchObject({ status: 'ANSWER', notes: 'kept' });
  });

  it('sends an empty text where raw says something that was not believed', () => {
    expect(payload({ ...RAW, parent_id: '0', location: null }).rows[0]).toMatchObject({ parent_id: '', location: '' });
  });

  it('separates rows by commas', () => {
    const { call_log } = payload(RAW);
    expect(JSON.parse(`[${callLogPayload([call_log, call_log])}]`)).toHaveLength(2);
    expect(callLogPayload([])).toBe('');
  });
});
