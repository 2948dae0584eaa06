import { until } from '../until.js';
import type { Writes, WritesWorld } from '../writes.js';

/** The writes of each kind of import are the same. */
export function writes({ product }: WritesWorld): Writes {
  const of = (folder: string, body: string): Writes => {
    const path = `${folder}?filename=file.csv`;
    const headers = { 'content-type': 'text/csv' };
    const upload = async () => {
      const { id } = (await product().call<{ id: string }>('POST', path, { body, headers })).body;
      await until(
        () => product().call('GET', `${folder}/${id}`),
        (answer) => answer.body.state !== 'previewing',
      );
      return id;
    };
    return {
      [`POST ${folder}`]: ['upload imports: after', async () => ({ path, body, headers })],
      [`POST ${folder}/{id}/run`]: ['run imports: after', async () => ({ path: `${folder}/${await upload()}/run` })],
      [`POST ${folder}/{id}/cancel`]: ['cancel imports: after', async () => ({ path: `${folder}/${await upload()}/cancel` })],
    };
  };
  return {
    ...of('/customers/imports', 'email\nwrites@example.com\n'),
    ...of('/agents/imports', 'email,name\nwrites@example.com,Asha\n'),
    ...of('/leads/imports', 'email,matter\nwrites@example.com,Pump\n'),
    ...of('/calendars/holidays/imports', 'date\n2026-10-02\n'),
    ...of('/agri-consultancy/imports', 'reference,crop\nKCC-1,cotton\n'),
  };
}
