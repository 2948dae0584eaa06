// Builds the product into dist/.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the compiler reads. */
const INPUTS = ['src', 'nest-cli.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/**
 * Builds with `run(args, folder)`, which starts Node there. The Swagger plugin takes paths from the compiler, which
 * writes other letters than ASCII as \uXXXX, and imports what does not exist: below such a path, a copy is built elsewhere.
 */
export async function build(root, run) {
  const nest = [path.join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'];
  if (isPlain(root)) return run(nest, root);
  const copy = mkdtempSync(path.join(isPlain(tmpdir()) ? tmpdir() : '/tmp', 'build-'));
  try {
    for (const input of INPUTS) cpSync(path.join(root, input), path.join(copy, input), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    const status = await run(nest, copy);
    if (status === 0) {
      rmSync(path.join(root, 'dist'), { recursive: true, force: true });
      cpSync(path.join(copy, 'dist'), path.join(root, 'dist'), { recursive: true });
    }
    return status;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function isPlain(folder) {
  return /^[ -~]*$/.test(folder);
}
