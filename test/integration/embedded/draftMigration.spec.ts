import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { draftMigration } from '../../../scripts/database/draftMigration.js';
import type { MigrationDraft } from '../../../scripts/database/draftMigration.js';
import { SCHEMAS } from '../../../scripts/database/scratchDatabase.js';
import { clusterFacts } from '../../support/database.js';
import { makeFolder, removeFolders } from './fixture.js';

afterAll(removeFolders);

/** The migration for a copy of the schema files, after these were written into it. */
async function draft(change: (schemas: string) => void): Promise<MigrationDraft | undefined> {
  const schemas = path.join(makeFolder(), 'schemas');
  cpSync(SCHEMAS, schemas, { recursive: true });
  change(schemas);
  return draftMigration(await clusterFacts(), { schemas });
}

/** The same for a product of two tables. */
async function draftSmall(change: (schemas: string) => void): Promise<MigrationDraft | undefined> {
  const [migrations, schemas] = ['migrations', 'schemas'].map((name) => path.join(makeFolder(), name)) as [string, string];
  for (const folder of [migrations, schemas]) mkdirSync(folder);
  writeFileSync(path.join(migrations, '20260101000000_first.sql'), ROLES + NOTICES);
  writeFileSync(path.join(schemas, 'roles.sql'), ROLES);
  writeFileSync(path.join(schemas, 'notices.sql'), NOTICES);
  change(schemas);
  return draftMigration(await clusterFacts(), { migrations, schemas });
}

function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  const edited = text.replace(from, () => to);
  expect(edited).not.toBe(text);
  writeFileSync(file, edited);
}

describe('npm run db:migration', () => {
  it('has nothing to do when the schema files say what the migrations make', async () => {
    expect(await draftSmall(() => undefined)).toBeUndefined();
  });

  it('writes what leads from the migrations to the schema files', async () => {
    const written = await draft((schemas) => {
      mkdirSync(path.join(schemas, 'parcels'));
      writeFileSync(path.join(schemas, 'parcels/parcels.sql'), PARCELS);
      writeFileSync(path.join(schemas, 'parcels/count_parcels.sql'), COUNT_PARCELS);
      writeFileSync(
        path.join(schemas, 'parcels/data.sql'),
        `select public.register_module('parcels', 'Parcels', 'What is; under way.', 'vced', 'vc', 'v');\n`,
      );
      edit(path.join(schemas, 'gmailIngestion/emails/emails.sql'), /(?<=forward_of .*)\n\)/, `,\n  parcel_id uuid\n)`);
      edit(path.join(schemas, 'gmailIngestion/emails/emails.sql'), 'deleted_at, forward_of', 'deleted_at, forward_of, parcel_id');
      edit(path.join(schemas, 'platform/csv_cell.sql'), 'p_text <> ', 'p_text is distinct from ');
      edit(path.join(schemas, 'sends/sends.sql'), /$/, 'alter table public.sends alter column channel set statistics 5;\n');
    });
    expect(written).toMatchObject({ differences: [], losses: [], breaks: [] });
    for (const part of [
      'CREATE TABLE "public"."parcels"',
      'fillfactor=80',
      'CREATE POLICY "parcels_view"',
      'parcels_activity',
      'ADD COLUMN "parcel_id"',
      `."parcel_id" IS 'class: none'`,
      'FUNCTION public.csv_cell',
      'FUNCTION public.count_parcels',
      'announce_parcels',
    ]) {
      expect(written!.sql).toContain(part);
    }
    expect(written!.sql).toContain('alter table public.sends alter column channel set statistics 5;');
    expect(written!.sql).toContain(`select public.register_module('parcels', 'Parcels', 'What is; under way.', 'vced', 'vc', 'v');`);
    expect(written!.sql.match(/register_module/g)).toHaveLength(1);
  });

  it('names what it cannot do, and what may lose data', async () => {
    const written = await draftSmall((schemas) => {
      // In the middle of the table, where no migration can put it.
      edit(path.join(schemas, 'roles.sql'), 'name text not null,', 'name text not null, nickname text,');
      edit(path.join(schemas, 'notices.sql'), ', entity_type text', '');
    });
    expect(written!.differences).toContainEqual(expect.stringMatching(/^\+ column: \["public","roles","3","nickname"/));
    expect(written!.losses).toEqual([expect.stringContaining('DROP COLUMN "entity_type"')]);
  });
});

const ROLES = 'create table public.roles (id uuid primary key, name text not null, phone text);\n';
const NOTICES = 'create table public.notices (id uuid primary key, entity_type text);\n';

const PARCELS = `create table public.parcels (id uuid primary key default gen_random_uuid(), name text not null) with (fillfactor = 80);
comment on table public.parcels is 'What is under way.';
select public.publish_table('public.parcels', module => 'parcels', activity => 'id', classes => 'none: id; personal: name');
select public.announce_table('public.parcels', 'tickets', 'parcel', 'parcels', 'name');
`;

const COUNT_PARCELS = `/* How many there are. */
create function public.count_parcels() returns bigint language sql stable set search_path = '' as $$ select count(*)
  from public.parcels; $$;
select public.grant_to_service('count_parcels');
`;
