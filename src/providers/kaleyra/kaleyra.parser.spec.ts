import { canonicalStatus, type KaleyraCallLog, parseCallLog, parseKaleyraTime } from './kaleyra.parser.js';

/** The documented third row of a call, the one with the protocol-relative recording. */
const WIRE_ROW = {
  id: 'sim-900103',
  uniqid: 'sim1771924542.2003',
  parent_id: 'sim-900101',
  callfrom: '5550001001',
  callto: '5550100002',
  start_time: '2026-02-24 14:45:42',
  end_time: '2026-02-24 14:46:40',
  duration: 58,
  billsec: '50',
  credits: '1',
  status: 'ANSWER',
  location: 'MADHYA PRADESH',
  provider: 'JIO',
  service: 'CallForward',
  caller_id: '5558000001',
  recording: '//play.solutionsinfini.com/?id=sim0000000001',
  notes: '',
  custom: '',
  date: '2026-02-24',
};

function parsed(change: Record<string, unknown>, fallback_date = '2026/02/25'): KaleyraCallLog {
  const result = parseCallLog({ ...WIRE_ROW, ...change }, fallback_date);
  if ('fault' in result) throw new Error(result.fault);
  return result.call_log;
}

describe('parseCallLog', () => {
  it('reads the documented row', () => {
    expect(parsed({})).toEqual({
      ...WIRE_ROW,
      date: undefined,
      start_time: '2026-02-24T14:45:42+05:30',
      end_time: '2026-02-24T14:46:40+05:30',
      billsec: 50,
      recording: 'https://play.solutionsinfini.com/?id=sim0000000001',
      raw: WIRE_ROW,
    });
  });

  it('keeps the row it was given, the same object when nothing in it must go', () => {
    const result = parseCallLog(WIRE_ROW, '2026/02/24');
    expect('call_log' in result && result.call_log.raw).toBe(WIRE_ROW);
  });

  it.each([[null], [undefined], ['a text'], [7], [true], [[]], [[WIRE_ROW]]])('finds %p to be no row', (raw) => {
    expect(parseCallLog(raw, '2026/02/24')).toEqual({ fault: 'row_is_not_an_object', raw });
  });

  it.each([[undefined], [null], [''], ['   '], [{}], [['sim-1']], [true], [NaN], [2 ** 60], ['x'.repeat(129)]])(
    'finds the id %p unusable',
    (id) => {
      expect(parseCallLog({ ...WIRE_ROW, id }, '2026/02/24')).toMatchObject({ fault: 'row_has_no_id' });
    },
  );

  it('finds an id of nothing but NUL unusable', () => {
    expect(parseCallLog({ ...WIRE_ROW, id: '\0' }, '2026/02/24')).toMatchObject({ fault: 'row_has_no_id' });
  });

  it('takes a number for an id', () => {
    expect(parsed({ id: 900103, parent_id: 900101 })).toMatchObject({ id: '900103', parent_id: '900101' });
  });

  it.each([['0'], [0], [null], [undefined], ['']])('reads the parent id %p as none', (parent_id) => {
    expect(parsed({ parent_id }).parent_id).toBe('');
  });

  it.each([
    ['61', 61],
    [61, 61],
    [' 61 ', 61],
    ['61.9', 61],
    [61.9, 61],
    ['007', 7],
    ['', 0],
    [null, 0],
    [undefined, 0],
    ['N/A', 0],
    ['1e3', 0],
    ['0x10', 0],
    [true, 0],
    [[5], 0],
    [{}, 0],
    [-5, 0],
    ['-5', 0],
    [NaN, 0],
    [Infinity, 0],
    [2_147_483_647, 2_147_483_647],
    [2_147_483_648, 0],
    ['99999999999999999999', 0],
  ])('reads the seconds %p as %p', (wire, seconds) => {
    expect(parsed({ duration: wire, billsec: wire })).toMatchObject({ duration: seconds, billsec: seconds });
  });

  it('counts back from the end when there is no start', () => {
    expect(parsed({ start_time: '' }).start_time).toBe('2026-02-24T14:45:42+05:30');
    expect(parsed({ start_time: '0000-00-00 00:00:00', end_time: '2026-02-24 00:00:10', duration: '58' }).start_time).toBe(
      '2026-02-23T23:59:12+05:30',
    );
  });

  it('falls back to the day of the row, then to the day that was asked for', () => {
    expect(parsed({ start_time: null, end_time: '' }).start_time).toBe('2026-02-24T00:00:00+05:30');
    expect(parsed({ start_time: null, end_time: '', date: '2026/02/23 10:00' }).start_time).toBe('2026-02-23T00:00:00+05:30');
    expect(parsed({ start_time: null, end_time: '', date: '2026-02-31' }).start_time).toBe('2026-02-25T00:00:00+05:30');
    expect(parsed({ start_time: {}, end_time: [], date: null }).start_time).toBe('2026-02-25T00:00:00+05:30');
  });

  it('finds a row without any time a fault only when no day was asked for either', () => {
    expect(parseCallLog({ id: 'sim-1' }, '2026/02/24')).toMatchObject({
      call_log: { id: 'sim-1', start_time: '2026-02-24T00:00:00+05:30' },
    });
    expect(parseCallLog({ id: 'sim-1' }, 'yesterday')).toMatchObject({ fault: 'row_has_no_time' });
  });

  it.each([
    ['', null],
    ['0000-00-00 00:00:00', null],
    [null, null],
    ['2026-02-31 10:00:00', null],
    ['2026-02-24 25:61:00', null],
  ])('reads the end %p as still open', (end_time, expected) => {
    expect(parsed({ end_time }).end_time).toBe(expected);
  });

  it('fills a row that has only an id', () => {
    expect(parseCallLog({ id: ' sim-1 ' }, '2026/02/24')).toEqual({
      call_log: {
        id: 'sim-1',
        uniqid: '',
        parent_id: '',
        callfrom: '',
        callto: '',
        start_time: '2026-02-24T00:00:00+05:30',
        end_time: null,
        duration: 0,
        billsec: 0,
        credits: '',
        status: '',
        location: '',
        provider: '',
        service: '',
        caller_id: '',
        recording: '',
        notes: '',
        custom: '',
        raw: { id: ' sim-1 ' },
      },
    });
  });

  it('upper-cases a status and leaves its dashes alone', () => {
    expect(parsed({ status: ' answered-b ' }).status).toBe('ANSWERED-B');
    expect(parsed({ status: 'noanswer_leg1' }).status).toBe('NOANSWER_LEG1');
    expect(parsed({ status: null }).status).toBe('');
  });

  it('spells known services our way and keeps unknown ones', () => {
    expect(parsed({ service: ' callforward' }).service).toBe('CallForward');
    expect(parsed({ service: 'CLICK2CALL' }).service).toBe('Click2Call');
    expect(parsed({ service: 'Voicemail Drop' }).service).toBe('Voicemail Drop');
  });

  it('takes numbers for texts, and lists and objects for nothing', () => {
    expect(parsed({ callfrom: 5550001001, credits: 2, location: ['X'], provider: { name: 'X' }, notes: true })).toMatchObject({
      callfrom: '5550001001',
      credits: '2',
      location: '',
      provider: '',
      notes: '',
    });
  });

  it('bounds what people could write at length', () => {
    const long = parsed({ notes: 'n'.repeat(100_000), location: 'l'.repeat(5000), callto: '5'.repeat(5000), status: 'S'.repeat(5000) });
    expect([long.notes.length, long.location.length, long.callto.length, long.status.length]).toEqual([4000, 200, 64, 64]);
  });

  it('does not leave half an emoji at the end of a shortened text', () => {
    expect(parsed({ notes: `${'n'.repeat(3999)}\u{1F4DE}` }).notes).toBe(`${'n'.repeat(3999)}\uFFFD`);
  });

  it('takes out what Postgres cannot store, also deep in the raw row', () => {
    const log = parsed({ notes: 'a\0b', custom: 'x\uD800y', extra: { 'k\0': ['v\0', { deep: '\uDC00' }], fine: '\u{1F4DE}' } });
    expect(log).toMatchObject({ notes: 'ab', custom: 'x\uFFFDy' });
    expect(log.raw.extra).toEqual({ k: ['v', { deep: '\uFFFD' }], fine: '\u{1F4DE}' });
    expect(JSON.stringify(log)).not.toMatch(/\\u0000|\\ud/i);
  });

  it('cleans a fault as well', () => {
    expect(parseCallLog('a\0b', '2026/02/24')).toEqual({ fault: 'row_is_not_an_object', raw: 'ab' });
  });

  it('survives a row nested without end, without much work', () => {
    let nested: unknown = 'deepest\0';
    for (let depth = 0; depth < 5000; depth += 1) nested = { nested };
    const before = process.cpuUsage();
    expect(parsed({ nested }).id).toBe('sim-900103');
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  it('does not let a row name its own prototype', () => {
    const result = parseCallLog(JSON.parse('{"id":"sim-1","__proto__":{"status":"ANSWER"},"notes":"\\u0000"}'), '2026/02/24');
    expect(result).toMatchObject({ call_log: { status: '' } });
    expect(({} as Record<string, unknown>).status).toBeUndefined();
  });

  it.each([
    ['//play.solutionsinfini.com/?id=a', 'https://play.solutionsinfini.com/?id=a'],
    ['https://play.solutionsinfini.com/?id=a', 'https://play.solutionsinfini.com/?id=a'],
    ['HTTP://play.solutionsinfini.com/?id=a', 'https://play.solutionsinfini.com/?id=a'],
    [' //play.solutionsinfini.com/?id=a b ', 'https://play.solutionsinfini.com/?id=a%20b'],
    ['', ''],
    [null, ''],
    ['NA', ''],
    ['/local/path', ''],
    ['//', ''],
    ['//localhost/x', ''],
    ['javascript:alert(1)', ''],
    ['file:///etc/passwd', ''],
    ['https://user:pass@play.solutionsinfini.com/', ''],
    [`//play.solutionsinfini.com/?id=${'a'.repeat(3000)}`, ''],
  ])('reads the recording %p as %p', (recording, url) => {
    expect(parsed({ recording }).recording).toBe(url);
  });
});

describe('parseKaleyraTime', () => {
  it.each([
    ['2026-02-24 14:45:15', '2026-02-24T14:45:15+05:30'],
    [' 2026-02-24 14:45:15 ', '2026-02-24T14:45:15+05:30'],
    ['2026/02/24 14:45:15', '2026-02-24T14:45:15+05:30'],
    ['2026-2-4 4:45:15', '2026-02-04T04:45:15+05:30'],
    ['2026-02-24T14:45:15', '2026-02-24T14:45:15+05:30'],
    ['2026-02-24 14:45:15.123456', '2026-02-24T14:45:15+05:30'],
    ['2026-02-24 14:45', '2026-02-24T14:45:00+05:30'],
    ['2026-02-24T09:15:15Z', '2026-02-24T14:45:15+05:30'],
    ['2026-02-24T14:45:15+05:30', '2026-02-24T14:45:15+05:30'],
    ['2026-02-24T14:45:15+0530', '2026-02-24T14:45:15+05:30'],
    ['2026-02-23T22:15:15-11:00', '2026-02-24T14:45:15+05:30'],
    ['1771924515', '2026-02-24T14:45:15+05:30'],
    [1771924515, '2026-02-24T14:45:15+05:30'],
    ['1771924515123', '2026-02-24T14:45:15+05:30'],
    ['2028-02-29 00:00:00', '2028-02-29T00:00:00+05:30'],
    ['2026-12-31 23:59:59', '2026-12-31T23:59:59+05:30'],
  ])('reads %p as %p', (wire, iso) => {
    expect(parseKaleyraTime(wire)).toBe(iso);
  });

  it.each([
    [''],
    [' '],
    ['0'],
    [0],
    [null],
    [undefined],
    [{}],
    [[]],
    [true],
    [NaN],
    [-1],
    ['-'],
    ['null'],
    ['0000-00-00 00:00:00'],
    ['0000-00-00'],
    ['2026-02-31 10:00:00'],
    ['2026-02-29 10:00:00'],
    ['2100-02-29 10:00:00'],
    ['2026-13-01 10:00:00'],
    ['2026-00-10 10:00:00'],
    ['2026-04-31 10:00:00'],
    ['2026-02-24 24:00:00'],
    ['2026-02-24 25:61:00'],
    ['2026-02-24 10:60:00'],
    ['2026-02-24 10:00:60'],
    ['2026-02-24'],
    ['24-02-2026 10:00:00'],
    ['2026-02-24 10:00:00 +99:99'],
    ['2026-02-24 10:00:00 IST'],
    ['1970-01-01 05:30:00'],
    ['0001-01-01 00:00:00'],
    ['9999-12-31 23:59:59'],
    ['100000000'],
    ['99999999999999'],
    ['25:61:00'],
  ])('reads %p as no time', (wire) => {
    expect(parseKaleyraTime(wire)).toBeNull();
  });
});

describe('canonicalStatus', () => {
  it.each([
    ['ANSWER', 'answered'],
    ['COMPLETED', 'answered'],
    ['ANSWERED-A', 'answered'],
    ['ANSWERED-B', 'answered'],
    ['answered_b', 'answered'],
    ['IVR-ANSWER', 'ivr_answered'],
    ['IVR_ANSWER', 'ivr_answered'],
    ['ACCEPTED', 'in_progress'],
    ['FORWARDED', 'in_progress'],
    ['NOANSWER', 'missed'],
    ['NOANSWER_LEG1', 'missed'],
    ['NOANSWER-LEG2', 'missed'],
    ['IVR', 'missed'],
    ['BUSY', 'busy'],
    ['BUSY_LEG1', 'busy'],
    ['BUSY_LEG2', 'busy'],
    ['CANCEL', 'cancelled'],
    ['FAILED', 'failed'],
    ['FAILED_LEG1', 'failed'],
    ['FAILED_LEG2', 'failed'],
    ['CONGESTION', 'failed'],
    ['CHANUNAVAIL', 'failed'],
    ['MISWIG', 'missed_call_widget'],
    ['OFF-HOUR', 'off_hours'],
    ['OFF_HOUR', 'off_hours'],
    ['BLOCKED', 'rejected'],
    ['DND', 'rejected'],
    ['DNDNUMB', 'rejected'],
    ['NOTALLOWED', 'rejected'],
    ['MAX-USE', 'rejected'],
    ['max_use', 'rejected'],
    [' answer ', 'answered'],
    ['', 'unknown'],
    ['ANSWER_LEG1', 'unknown'],
    ['RINGING', 'unknown'],
    ['constructor', 'unknown'],
    ['__proto__', 'unknown'],
  ])('maps %p to %s', (status, canonical) => {
    expect(canonicalStatus(status)).toBe(canonical);
  });
});
