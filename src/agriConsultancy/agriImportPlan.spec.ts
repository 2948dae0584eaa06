import { AgriImportPlan, type KnownThings } from './agriImportPlan.js';

const COTTON = { crop: 'cotton', query_type: 'pest' as const, area: 2.5, area_unit: 'acre' as const, customer_id: 'asha' };
const known = (): KnownThings => ({
  consultations: new Map([
    ['K-1', { id: '1', reference: 'K-1', fields: { ...COTTON }, is_deleted: false, line: null }],
    ['K-9', { id: '9', reference: 'K-9', fields: { ...COTTON }, is_deleted: true, line: null }],
  ]),
  farmers: new Map([
    ['asha', 'asha'],
    ['+911', 'asha'],
    ['+912', 'ravi'],
    ['+913', null],
  ]),
  makes_farmers: true,
});
const plan = () => new AgriImportPlan(known(), () => 'new');
const codes = (result: ReturnType<AgriImportPlan['take']>) =>
  result.outcome === 'failed' ? result.faults.map(({ field, code }) => [field, code]) : result.outcome;

describe('what a file makes of consultations', () => {
  it('leaves what it says already, changes what differs, and makes what is new', () => {
    const todo = plan();
    expect(todo.take({ line: 2, values: { reference: 'K-1', crop: 'cotton', area: 2.5, phone: '+911' } })).toMatchObject({
      outcome: 'unchanged',
    });
    expect(todo.take({ line: 3, values: { reference: 'K-1', query_type: 'weed' } })).toMatchObject({ outcome: 'updated' });
    expect(todo.take({ line: 4, values: { reference: 'K-2', crop: 'wheat', phone: '+919' } })).toMatchObject({ outcome: 'created' });
    expect(todo.take({ line: 5, values: { reference: 'K-2', location: 'Dewas' } })).toMatchObject({ outcome: 'updated', follows_line: 4 });
    expect([...todo.changed.values()].map(({ id, fields }) => [id, fields.query_type])).toEqual([['1', 'weed']]);
    expect([...todo.created.values()]).toMatchObject([{ id: 'new', fields: { crop: 'wheat', location: 'Dewas', customer_id: null } }]);
  });

  it('refuses rows without reference or crop, half an area, deleted ones and farmers who are nobody, or two', () => {
    const take = (values: Record<string, unknown>) => codes(plan().take({ line: 2, values }));
    expect(take({ crop: 'wheat' })).toEqual([['reference', 'reference_missing']]);
    expect(take({ reference: 'K-3' })).toEqual([['crop', 'crop_missing']]);
    expect(take({ reference: 'K-3', crop: 'wheat', area: 2 })).toEqual([['area_unit', 'area_incomplete']]);
    expect(take({ reference: 'K-9', crop: 'wheat' })).toEqual([['reference', 'agri_consultation_deleted']]);
    expect(take({ reference: 'K-3', crop: 'wheat', customer_id: 'nobody' })).toEqual([['customer_id', 'customer_not_found']]);
    expect(take({ reference: 'K-3', crop: 'wheat', phone: '+913' })).toEqual([['phone', 'customer_unclear']]);
    expect(take({ reference: 'K-3', crop: 'wheat', phone: '+912', customer_id: 'asha' })).toEqual([['phone', 'identity_conflict']]);
  });
});
