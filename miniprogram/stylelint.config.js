import { BUILTIN_TAGS } from './preview/compiler/tags.js'

/** WXSS is CSS with one unit and some tags more. Colours and letter sizes come from tokens: dark mode and large letters reach all. */
export default {
  extends: 'stylelint-config-recommended',
  ignoreFiles: [
    'src/miniprogram_npm/**',
    'src/components/icon/shapes.wxss',
    'src/styles/{tokens,bridge,tdesign-type}.wxss',
  ],
  reportNeedlessDisables: true,
  reportDescriptionlessDisables: true,
  rules: {
    'color-named': 'never',
    'declaration-no-important': true,
    // black and white are for codes that cameras read; tokens may be given another value
    'declaration-property-value-disallowed-list': { '/^(?!--)/': ['/#(?!(fff|000)\\b)[0-9a-f]{3,8}/i'] },
    // stylelint's grammar does not know rpx
    'declaration-property-value-no-unknown': null,
    'declaration-property-unit-disallowed-list': { 'font-size': ['px', 'rpx'] },
    // DevTools makes these with every page
    'no-empty-source': null,
    'selector-max-id': 0,
    'selector-type-no-unknown': [true, { ignoreTypes: BUILTIN_TAGS }],
    'unit-no-unknown': [true, { ignoreUnits: ['rpx'] }],
  },
}
