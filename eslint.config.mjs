import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.data/', 'coverage/', 'src/supabase/database.types.ts'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    // Prettier breaks code; comments and strings are broken by hand. Regular expressions cannot be, nor examples of the API document.
    rules: { 'max-len': ['error', { code: 140, ignoreRegExpLiterals: true, ignoreUrls: true, ignorePattern: '^\\s*\\* @example ' }] },
  },
  {
    // Texts, one a line: labelled mails, the demo's mails, drafts and the prompt for the model, a page of Markdown.
    files: [
      'test/eval/triage{Dev,DevFresh,DevHard,DevMore,HeldOut}.ts',
      'src/providers/mail/sandbox/demoTexts.ts',
      'src/emailTriage/{triagePrompt,triageReplies}.ts',
      'bench/support/document.mjs',
    ],
    rules: { 'max-len': 'off' },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'typeLike', format: ['PascalCase'] },
        { selector: ['function', 'classMethod'], format: ['camelCase', 'PascalCase'] },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Settings are read in common/config alone.' }],
    },
  },
  {
    files: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
          message: 'The other tests would be left out.',
        },
        { selector: 'CallExpression[callee.name=/^(fit|fdescribe)$/]', message: 'The other tests would be left out.' },
      ],
    },
  },
  // The compiler plugin makes values of the types of a DTO's fields: they must be imported as such.
  { files: ['**/*.dto.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  { files: ['src/common/config/environment.ts'], rules: { 'no-restricted-properties': 'off' } },
  // What runs in a browser.
  {
    files: ['src/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: {
        document: 'readonly',
        fetch: 'readonly',
        FormData: 'readonly',
        URL: 'readonly',
        btoa: 'readonly',
        innerWidth: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
