// `node --import ./test/support/typescript.mjs some.ts`
import { register } from 'node:module';

register('./typescriptHooks.mjs', import.meta.url);
// Lines of errors are those of the source.
process.setSourceMapsEnabled(true);
