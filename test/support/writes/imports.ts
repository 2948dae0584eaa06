import { until } from '../until.js';
import type { Writes, WritesWorld } from '../writes.js';

export function writes({ product }: WritesWorld): Writes {
  const path = '/customers/imports?filename=customers.csv';
  const body = 'email\nwrites@example.com\n';
  const headers = { 'content-type': 'text/csv' };
  const upload = async () => {
    const { id } = (await product().call<{ id: string }>('POST', path, { body, headers })).body;
    await until(
      () => product().call('GET', `/customers/imports/${id}`),
      (answer) => answer.body.state !== 'previewing',
    );
    return id;
  };
  return {
    'POST /customers/imports': ['upload imports: after', async () => ({ path, body, headers })],
    'POST /customers/imports/{id}/run': ['run imports: after', async () => ({ path: `/customers/imports/${await upload()}/run` })],
    'POST /customers/imports/{id}/cancel': ['cancel imports: after', async () => ({ path: `/customers/imports/${await upload()}/cancel` })],
  };
}
