// Decides whether dependencies must be installed and the product built, and does only what is missing.
// Needs Node alone: it runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { isInstalled } from './installed.mjs';
import { step } from './steps.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or later is needed, this is ${process.versions.node}.`);
  process.exit(1);
}

const INSTALL_STAMP = 'node_modules/.install-stamp';
const BUILD_STAMP = 'dist/.build-stamp';

/** The lock file decides what is installed; the platform decides which binaries. */
function installFingerprint() {
  const hash = createHash('sha256');
  hash.update(readFileSync('package-lock.json'));
  hash.update(`${process.platform}-${process.arch}`);
  return hash.digest('hex');
}

/** Sizes and times of all sources: cheap, and changes whenever a source does. */
function buildFingerprint() {
  const hash = createHash('sha256');
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) visit(file);
      else if (/\.(ts|html|css|js)$/.test(entry.name) && !entry.name.endsWith('.spec.ts')) {
        const { size, mtimeMs } = statSync(file);
        hash.update(`${file}:${size}:${mtimeMs};`);
      }
    }
  };
  visit('src');
  for (const file of ['nest-cli.json', 'tsconfig.json', 'tsconfig.build.json']) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function stamped(file, fingerprint) {
  return existsSync(file) && readFileSync(file, 'utf8') === fingerprint;
}

/** Ends this process when the step fails. */
function must(status, name) {
  if (status === 0) return;
  console.error(`'${name}' failed.`);
  process.exit(status);
}

const install = installFingerprint();
if (!stamped(INSTALL_STAMP, install)) {
  if (!isInstalled(root)) {
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    must(await step('installing dependencies, which takes a minute or two', 'npm', args), 'npm ci');
  }
  writeFileSync(INSTALL_STAMP, install);
}

const fingerprint = `${install}:${buildFingerprint()}`;
if (!stamped(BUILD_STAMP, fingerprint)) {
  must(await build(root, (args, cwd) => step('building', process.execPath, args, { cwd })), 'nest build');
  mkdirSync('dist', { recursive: true });
  writeFileSync(BUILD_STAMP, fingerprint);
}
