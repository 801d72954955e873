import tseslint from 'typescript-eslint'

/** Browser names do not exist in WeChat; and each room may only reach for the rooms below it. */
const BROWSER_GLOBALS = [
  'window',
  'document',
  'navigator',
  'localStorage',
  'sessionStorage',
  'fetch',
  'XMLHttpRequest',
  'alert',
  'location',
  'history',
]

const forbid = (files, ...rooms) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: rooms.map((room) => ({ group: [`**/${room}/**`], allowTypeImports: true })) },
    ],
  },
})

const onlyIn = (files, ...names) => ({
  files: ['src/**/*.ts'],
  ignores: files,
  rules: {
    'no-restricted-syntax': [
      'error',
      ...names.map((name) => ({
        selector: `MemberExpression[object.name='wx'][property.name=/^(${name})$/]`,
        message: `wx.${name} belongs to ${files}`,
      })),
    ],
  },
})

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'build',
      'src/api/types.ts',
      'src/miniprogram_npm',
      'tests/conformance/plain',
      'tests/conformance/lifecycle',
      'tests/conformance/tdesign',
    ],
  },
  ...tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'no-restricted-globals': ['error', ...BROWSER_GLOBALS],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  onlyIn(
    ['src/core/**'],
    'request|login|getStorageSync|setStorageSync|removeStorageSync|scanCode|navigateTo|redirectTo|switchTab|reLaunch|navigateBack',
  ),
  // the main package cannot load scripts of a sub-package
  forbid(['src/domain/**'], 'core', 'api', 'pages', 'parts', 'components', 'i18n', 'packages'),
  forbid(['src/core/**'], 'api', 'pages', 'parts', 'components', 'i18n', 'packages'),
  forbid(['src/api/**'], 'pages', 'parts', 'components', 'i18n', 'packages'),
  forbid(['src/components/**'], 'core', 'api', 'pages', 'parts', 'packages'),
  forbid(['src/pages/**', 'src/parts/**', 'src/i18n/**'], 'packages'),
  forbid(['src/packages/*/domain/**'], 'core', 'api', 'pages', 'parts', 'components', 'i18n'),
  forbid(['src/packages/*/api/**'], 'pages', 'parts', 'components', 'i18n'),
)
