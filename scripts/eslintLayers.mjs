// Who may import whom in src/, as a lint rule: see docs/architecture.md.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const src = path.join(import.meta.dirname, '..', 'src');

/** Libraries that only these folders may use. */
const VENDOR_HOMES = [
  [/^(axios|imapflow|nodemailer|twilio|mailparser|@google\/generative-ai)$/, ['providers']],
  [/^@supabase\/supabase-js$/, ['supabase']],
];
/** Sockets are met in gateways, and in what they consist of. */
const SOCKETS = /^(socket\.io|@nestjs\/(websockets|platform-socket\.io))$/;
const SOCKET_FILES = /(Gateway|[sS]ocket\w*)(\.service)?\.ts$/;
/** The kernel, which knows nothing below it. */
const KERNEL = new Set(['common', 'supabase']);
/** These put the product together, so they may see all of it. */
const COMPOSITION = new Set(['', 'start', 'demo']);
/** A module's front door. */
const FRONT_DOOR = /\.(module|service|events)\.js$/;

function folderOf(file) {
  const [first, ...rest] = path.relative(src, file).split(path.sep);
  return rest.length === 0 ? '' : first;
}

function complaint(from, target) {
  const to = folderOf(target);
  if (path.relative(src, target).startsWith('..')) return 'src/ imports nothing from outside itself.';
  const here = folderOf(from);
  if (here === to || COMPOSITION.has(here)) return undefined;
  if (to === '') return 'Nothing below imports the files that put the product together.';
  if (KERNEL.has(to)) return undefined;
  if (KERNEL.has(here)) return `${here}/ imports nothing below it: declare a port that ${to}/ binds.`;
  if (here === 'providers') return 'providers/ know the kernel only.';
  if (to === 'providers') return undefined;
  return FRONT_DOOR.test(target) ? undefined : `${to}/ is entered by its .module, .service or .events file only.`;
}

const importsOf = new Map();
function relativeImports(file) {
  let found = importsOf.get(file);
  if (!found) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    found = [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)\.js'/gms)].map((match) =>
      path.resolve(path.dirname(file), `${match[1]}.ts`),
    );
    importsOf.set(file, found);
  }
  return found;
}

/** A way from `target` back to `file`, if there is one. Imports of types alone vanish when compiled and make no circle. */
function circle(file, target) {
  const seen = new Set();
  const visit = (at, trail) => {
    if (at === file) return trail;
    if (seen.has(at)) return undefined;
    seen.add(at);
    for (const next of relativeImports(at)) {
      const found = visit(next, [...trail, path.basename(at)]);
      if (found) return found;
    }
    return undefined;
  };
  return visit(target, []);
}

export const layers = {
  rules: {
    imports: {
      meta: { type: 'problem', schema: [] },
      create(context) {
        const file = context.filename;
        if (path.relative(src, file).startsWith('..') || /\.spec\.ts$/.test(file)) return {};
        const check = (node) => {
          const source = node.source?.value;
          if (typeof source !== 'string') return;
          if (!source.startsWith('.')) {
            const home = VENDOR_HOMES.find(([library, homes]) => library.test(source) && !homes.includes(folderOf(file)));
            if (SOCKETS.test(source) && !SOCKET_FILES.test(file)) context.report({ node, message: `${source} is used in gateways only.` });
            if (home) context.report({ node, message: `${source} is used in ${home[1].join(', ')}/ only.` });
            return;
          }
          const target = path.resolve(path.dirname(file), source);
          const message = complaint(file, target);
          if (message) context.report({ node, message });
          const trail = node.importKind === 'type' ? undefined : circle(file, target.replace(/\.js$/, '.ts'));
          if (trail)
            context.report({
              node,
              message: `Imports go in a circle: ${[path.basename(file), ...trail, path.basename(file)].join(' > ')}.`,
            });
        };
        return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
      },
    },
  },
};
