// Who may import whom in src/: see docs/architecture.md. `npm run lint:imports`; proven by test/integration/importRules.spec.ts.

const SPEC = '\\.spec\\.ts$|/specSupport\\.ts$';
/** The kernel, which knows nothing below it. */
const KERNEL = '^src/(common|supabase)/';
/** These put the product together, so they may see all of it: main.ts and the like, start/, demo/. */
const COMPOSITION = '^src/([^/]+$|(start|demo)/)';
/** A module is any other folder; providers/ know the kernel only. */
const MODULE = '^src/(?!(?:common|supabase|providers|start|demo)/)([^/]+)/';
const FRONT_DOOR = '\\.(module|service|events|errors)\\.ts$';

/** An npm package, as its files are found. */
const packages = (names) => `(^|/)node_modules/(${names.join('|')})/`;

const MAIL_AND_WEB = ['axios', 'imapflow', 'nodemailer', 'twilio', 'mailparser', '@google/generative-ai'];
const SOCKETS = ['socket\\.io', '@nestjs/websockets', '@nestjs/platform-socket\\.io'];
const DATABASE_CLIENT = [
  packages(['pg', 'pg-copy-streams', '@types/pg', '@types/pg-copy-streams']),
  '^src/supabase/(postgres|supabase)\\.service\\.ts$',
];

/** Modules that hold a database client though they are no repository. The list may become shorter. */
const CLIENT_HOLDERS = [
  // Signs people in: supabase-js is the sign-in here, not the database.
  '^src/auth/auth\\.service\\.ts$',
  // The sign-in of the embedded mode and its throttling: few statements, no repository of their own.
  '^src/auth/(embeddedAuth|loginThrottle)\\.ts$',
  // Advisory locks live as long as their connection, so it is held here and given by the watchers.
  '^src/gmailIngestion/watching/(mailboxLocks|mailboxWatchers\\.service)\\.ts$',
  // Changes a draft by writer and version at once, which `Table` cannot.
  '^src/gmailIngestion/replies/emailDrafts\\.service\\.ts$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Imports go in a circle. Imports of types count: the type lives on the wrong floor.',
      severity: 'error',
      from: { pathNot: SPEC },
      to: { circular: true },
    },
    {
      name: 'nothing-from-outside',
      comment: 'src/ imports nothing from outside itself.',
      severity: 'error',
      from: { path: '^src/', pathNot: SPEC },
      to: { pathNot: '^src/', dependencyTypes: ['local', 'localmodule', 'undetermined', 'unknown'] },
    },
    {
      name: 'specs-beside-the-code-need-no-database',
      comment: 'A spec in src/ runs without a database: what needs one, or the whole product, belongs into test/.',
      severity: 'error',
      from: { path: SPEC },
      // The file store's other side is a little server of its own; waiting needs nothing.
      to: { path: '^test/', pathNot: '^test/support/(storageServer|until)\\.ts$' },
    },
    {
      name: 'nothing-imports-the-composition',
      comment: 'Nothing below imports the files that put the product together.',
      severity: 'error',
      from: { path: '^src/', pathNot: [COMPOSITION, SPEC] },
      to: { path: COMPOSITION },
    },
    {
      name: 'main-loads-the-application-later',
      comment: 'main.ts imports what checks the settings and starts the database; the application by import(), while that happens.',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(common/(config|log)|start|supabase/embedded)/(?!application\\.)',
        dependencyTypesNot: ['dynamic-import'],
      },
    },
    {
      name: 'kernel-knows-nothing-below',
      comment: 'common/ and supabase/ import nothing below them: declare a port that the module binds.',
      severity: 'error',
      from: { path: KERNEL, pathNot: SPEC },
      to: { path: '^src/', pathNot: [KERNEL, COMPOSITION] },
    },
    {
      name: 'providers-know-the-kernel-only',
      comment: 'providers/ know the kernel only.',
      severity: 'error',
      from: { path: '^src/providers/', pathNot: SPEC },
      to: { path: MODULE },
    },
    {
      name: 'modules-meet-at-the-front-door',
      comment: 'Another module is entered by its .module, .service, .events or .errors file only.',
      severity: 'error',
      from: { path: MODULE, pathNot: SPEC },
      to: { path: MODULE, pathNot: ['^src/$1/', FRONT_DOOR] },
    },
    {
      name: 'vendors-stay-home',
      comment: 'Vendor libraries are used in providers/ only.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/providers/', SPEC] },
      to: { path: packages(MAIL_AND_WEB) },
    },
    {
      name: 'supabase-js-stays-home',
      comment: '@supabase/supabase-js is used in supabase/ only; repositories ask SupabaseService.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/supabase/', SPEC] },
      to: { path: packages(['@supabase/supabase-js']) },
    },
    {
      name: 'sockets-in-gateways',
      comment: 'Sockets are used in gateways, and in what they consist of.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['(Gateway|[sS]ocket\\w*)(\\.service)?\\.ts$', SPEC] },
      to: { path: packages(SOCKETS) },
    },
    {
      name: 'database-client-in-repositories',
      comment: 'The database client (PostgresService, SupabaseService, pg) is used in repositories and the kernel; services use Tables.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.repository\\.ts$', KERNEL, COMPOSITION, SPEC, ...CLIENT_HOLDERS] },
      to: { path: DATABASE_CLIENT },
    },
    {
      name: 'composing-and-parsing-are-leaves',
      comment: 'composing/ and parsing/ import no sibling shelf: the others build on them.',
      severity: 'error',
      from: { path: '^src/gmailIngestion/(composing|parsing)/', pathNot: SPEC },
      to: { path: '^src/gmailIngestion/[^/]+/', pathNot: '^src/gmailIngestion/$1/' },
    },
    {
      name: 'controllers-know-services-and-dtos',
      comment: 'A controller imports services and DTOs of its module, errors that it documents, and common/.',
      severity: 'error',
      from: { path: `${MODULE}.*\\.controller\\.ts$`, pathNot: SPEC },
      to: { path: '^src/', pathNot: ['^src/common/', '^src/$1/.*\\.(service|dto)\\.ts$', '\\.errors\\.ts$'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', '^(test|scripts|bench|dist)/'] },
  },
};
