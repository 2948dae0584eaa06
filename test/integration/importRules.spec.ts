import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = process.cwd();

/** A small product in which each file breaks one rule, or none. */
const FILES: Record<string, string> = {
  'test/helper.ts': '',
  'src/main.ts': "import './start/foundation.js'; import './start/application.js'; void import('./surveys/scale.js');",
  'src/start/application.ts': "import '../surveys/surveys.repository.js'; import '../surveys/scale.js';",
  'src/start/foundation.ts': "import '../common/config/config.js'; import 'pg';",
  // The kernel.
  'src/common/config/config.ts': "import '../../supabase/postgres.service.js'; import 'pg';",
  'src/common/auth/guard.ts': "import type { Role } from '../../roles/roles.service.js'; export type Guard = Role;",
  'src/common/auth/bound.ts': "import '../../main.js';",
  'src/supabase/postgres.service.ts': "import 'pg'; import '@supabase/supabase-js';",
  // The outside world.
  'src/providers/mail/sender.ts': "import 'nodemailer/lib/smtp-connection'; import '../../common/config/config.js';",
  'src/providers/mail/curious.ts': "import '../../surveys/surveys.service.js';",
  // Modules.
  'src/roles/roles.service.ts': 'export interface Role { name: string }',
  'src/roles/roles.module.ts': "import './roles.service.js';",
  'src/roles/levels.ts': '',
  'src/surveys/surveys.service.ts':
    "import '../roles/roles.service.js'; import '../roles/roles.module.js'; import '../common/config/config.js';",
  'src/surveys/surveys.repository.ts': "import '../supabase/postgres.service.js'; import 'pg';",
  'src/surveys/scale.ts': "import '../roles/levels.js';",
  'src/surveys/late.ts': "export const levels = () => import('../roles/levels.js');",
  'src/surveys/vendor.ts': "import 'axios';",
  'src/surveys/supabase.ts': "import type { SupabaseClient } from '@supabase/supabase-js'; export type Client = SupabaseClient;",
  'src/surveys/socket.ts': "import 'socket.io';",
  'src/surveys/talk.ts': "import 'socket.io';",
  'src/surveys/client.ts': "import '../supabase/postgres.service.js';",
  'src/surveys/pool.ts': "import type { Pool } from 'pg'; export type Mine = Pool;",
  'src/surveys/outside.ts': "import '../../test/helper.js';",
  'src/surveys/scale.spec.ts': "import './scale.js'; import '../roles/levels.js';",
  'src/surveys/whole.spec.ts': "import '../../test/helper.js';",
  'src/surveys/surveys.controller.ts': "import './surveys.service.js'; import './dto/survey.dto.js'; import '../common/config/config.js';",
  'src/surveys/dto/survey.dto.ts': '',
  'src/surveys/raw.controller.ts': "import './surveys.repository.js';",
  'src/surveys/foreign.controller.ts': "import '../roles/roles.service.js';",
  'src/surveys/hen.ts': "import type { Egg } from './egg.js'; export type Hen = { egg: Egg };",
  'src/surveys/egg.ts': "import type { Hen } from './hen.js'; export type Egg = { hen: Hen };",
  // Shelves.
  'src/gmailIngestion/composing/reply.ts': "import '../emails/emails.js';",
  'src/gmailIngestion/parsing/subject.ts': "import '../composing/html.js';",
  'src/gmailIngestion/composing/html.ts': '',
  'src/gmailIngestion/emails/emails.ts': "import '../composing/html.js'; import '../mailPorts.js';",
  'src/gmailIngestion/mailPorts.ts': '',
};

const BROKEN = [
  'common/auth/bound.ts: nothing-imports-the-composition',
  'common/auth/guard.ts: kernel-knows-nothing-below',
  'gmailIngestion/composing/reply.ts: composing-and-parsing-are-leaves',
  'gmailIngestion/parsing/subject.ts: composing-and-parsing-are-leaves',
  'main.ts: main-loads-the-application-later',
  'providers/mail/curious.ts: providers-know-the-kernel-only',
  'surveys/client.ts: database-client-in-repositories',
  // A circle is told once.
  'surveys/egg.ts: no-circles',
  'surveys/foreign.controller.ts: controllers-know-services-and-dtos',
  'surveys/late.ts: modules-meet-at-the-front-door',
  'surveys/outside.ts: nothing-from-outside',
  'surveys/pool.ts: database-client-in-repositories',
  'surveys/raw.controller.ts: controllers-know-services-and-dtos',
  'surveys/scale.ts: modules-meet-at-the-front-door',
  'surveys/supabase.ts: supabase-js-stays-home',
  'surveys/talk.ts: sockets-in-gateways',
  'surveys/vendor.ts: vendors-stay-home',
  'surveys/whole.spec.ts: specs-beside-the-code-need-no-database',
];

const PACKAGES = ['axios', 'nodemailer', 'pg', '@supabase/supabase-js', 'socket.io'];

it('finds every import that is not allowed, and no other', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'importRules-'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  try {
    for (const name of PACKAGES) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      write(`node_modules/${name}/index.js`, '');
      write(`node_modules/${name}/lib/smtp-connection/index.js`, '');
    }
    for (const [file, text] of Object.entries(FILES)) write(file, text);
    write('package.json', JSON.stringify({ type: 'module', dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '*'])) }));
    for (const file of ['tsconfig.json', 'dependency-cruiser.config.mjs']) cpSync(path.join(root, file), path.join(folder, file));
    const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [cruiser, '--config', 'dependency-cruiser.config.mjs', '--output-type', 'json', 'src'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    const found = summary.violations.map(({ from, rule }) => `${from.replace(/^src\//, '')}: ${rule.name}`);
    expect(found.sort()).toEqual(BROKEN);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
