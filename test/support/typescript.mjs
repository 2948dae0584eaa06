// `node --import ./test/support/typescript.mjs some.ts`
import { register } from 'node:module';

register('./typescriptHooks.mjs', import.meta.url);
