import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Who may import whom: each layer lists what it must not reach for. */
const layers = [
  {
    files: ['src/common/**/*.ts'],
    forbid: [{ regex: '^(\\.\\./)+(?!common/|supabase/)(?:[a-z][A-Za-z]+)/', message: 'common/ imports nothing below it: declare a port.' }],
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.data/', 'coverage/', 'src/supabase/database.types.ts'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['off'],
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', setTimeout: 'readonly', fetch: 'readonly' } } },
);
void layers;
