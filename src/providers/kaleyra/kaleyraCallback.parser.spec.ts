import { callbackKey, callbackTemplate, outcomeRank, parseKaleyraCallback, readCallbackQuery } from './kaleyraCallback.parser.js';

const parse = (query: string) => parseKaleyraCallback(readCallbackQuery(query));

describe('parseKaleyraCallback', () => {
  it('reads what the platform puts in', () => {
    expect(
      parse(
        'status=ANSWER&status1=ANSWER&status2=answer&duration=75&billsec=61&starttime=1771924515&endtime=1771924590&id=sim-1&recordpath=https%3A%2F%2Fplay.example.com%2F%3Fid%3D1',
      ),
    ).toEqual({
      status: 'ANSWER',
      status1: 'ANSWER',
      status2: 'ANSWER',
      outcome: 'answered',
      provider_id: 'sim-1',
      started_at: '2026-02-24T14:45:15+05:30',
      ended_at: '2026-02-24T14:46:30+05:30',
      duration: 75,
      billsec: 61,
      recording: 'https://play.example.com/?id=1',
    });
  });

  it('takes a placeholder that came back, and an empty value, as absent', () => {
    expect(
      parse('status={status}&obdstatus=COMPLETED&duration={duration}&billsec=&starttime=0&endtime=0000-00-00+00:00:00&id={id}'),
    ).toMatchObject({
      status: 'COMPLETED',
      outcome: 'answered',
      duration: 0,
      billsec: 0,
      started_at: null,
      ended_at: null,
      provider_id: '',
      recording: '',
    });
  });

  it('reads times as dates too, and a time in Indian zone', () => {
    expect(parse('status=BUSY&starttime=2026-02-24%2014:45:15').started_at).toBe('2026-02-24T14:45:15+05:30');
  });

  it('takes all that follows an address that was put in unencoded', () => {
    expect(parse('status=ANSWER&recordpath=//play.example.com/?id=1&token=2').recording).toBe('https://play.example.com/?id=1&token=2');
    expect(parse('status=ANSWER&recordpath=https://play.example.com/?id=1&status=BUSY').status).toBe('ANSWER');
  });

  it.each([
    ['', 'unknown'],
    ['SOMETHING-NEW', 'unknown'],
    ['noanswer_leg2', 'missed'],
    ['ACCEPTED', 'in_progress'],
  ])('reads the status "%s" as %s', (status, outcome) => {
    expect(parse(`status=${status}`).outcome).toBe(outcome);
  });

  it('believes no address of another kind', () => {
    expect(parse('recordpath=javascript:alert(1)').recording).toBe('');
  });
});

describe('callbackKey', () => {
  const key = (query: string) => callbackKey(readCallbackQuery(query));

  it('is the same for the same words in any order, and another for anything else', () => {
    expect(key('cid=1&status=BUSY')).toBe(key('status=BUSY&cid=1'));
    expect(key('cid=1&status=BUSY')).not.toBe(key('cid=1&status=ANSWER'));
    expect(key('cid=1&status=ANSWER&recordpath=')).not.toBe(key('cid=1&status=ANSWER&recordpath=//x/1'));
  });
});

describe('callbackTemplate', () => {
  it('keeps ours first and the recording last', () => {
    const template = callbackTemplate('https://api.example.com/callback', { cid: 'a', t: 'b' });
    expect(template).toMatch(/^https:\/\/api\.example\.com\/callback\?cid=a&t=b&/);
    expect(template).toMatch(/recordpath=\{recordpath\}$/);
    expect(template).toContain('obdstatus={obdstatus}');
  });
});

describe('outcomeRank', () => {
  it('puts an answer above an end, and an end above a beginning', () => {
    expect(outcomeRank('answered')).toBeGreaterThan(outcomeRank('busy'));
    expect(outcomeRank('busy')).toBeGreaterThan(outcomeRank('in_progress'));
    expect(outcomeRank('in_progress')).toBeGreaterThan(outcomeRank('unknown'));
  });
});
