import path from 'node:path';
import pg from 'pg';
import { startEmbeddedSupabase, type EmbeddedSupabase } from '../../../src/supabase/embedded/embeddedSupabase.js';
import { makeFolder, optionsFor, removeFolders } from './fixture.js';

let supabase: EmbeddedSupabase;
const steps: string[] = [];

beforeAll(async () => {
  const options = optionsFor(path.join(makeFolder(), 'dätä ग्राहक'));
  supabase = await startEmbeddedSupabase({ ...options, step: (words) => steps.push(words) });
});
afterAll(async () => {
  await supabase?.stop();
  removeFolders();
});

describe('letters beyond ASCII', () => {
  it('may be in the path of the data folder, and each part of the start is told', () => {
    expect(steps).toEqual(['creating the database', expect.stringMatching(/^applying (a|\d+) migrations?$/)]);
  });

  it('may be in the details of an error', async () => {
    const owner = new pg.Client({ connectionString: supabase.dbUrl });
    await owner.connect();
    await owner.query(`create function public.complain() returns void language plpgsql as $$
      begin raise exception 'ग्राहक %', 'ü' using errcode = 'P0404', detail = 'Größe ₹'; end $$; notify pgrst, 'reload schema'`);
    await owner.end();
    const call = async () => {
      const headers = { authorization: `Bearer ${supabase.serviceRoleKey}`, 'content-type': 'application/json' };
      const answer = await fetch(`${supabase.restUrl}/rpc/complain`, { method: 'POST', headers, body: '{}' });
      return (await answer.json()) as { message: string; details: string };
    };
    // The schema is read again within a moment.
    let error = await call();
    for (let tries = 0; error.message.includes('Could not find') && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      error = await call();
    }
    expect(error).toMatchObject({ message: 'ग्राहक ü', details: 'Größe ₹' });
  });
});
