/** Containers. Most of WeChat's are, for a desktop preview, boxes that show their children. */
import { ANY, define, followFinger, hoverProperties } from './define.js'

define('view', hoverProperties('none'), {
  created() {
    followFinger(this)
  },
})

const PLAIN_BOXES = [
  'ad',
  'ad-custom',
  'audio',
  'block',
  'cover-view',
  'editor',
  'functional-page-navigator',
  'grid-view',
  'keyboard-accessory',
  'list-view',
  'live-player',
  'live-pusher',
  'match-media',
  'movable-area',
  'movable-view',
  'official-account',
  'open-data',
  'page-container',
  'root-portal',
  'selection',
  'share-element',
  'snapshot',
  'span',
  'sticky-header',
  'sticky-section',
  'voip-room',
]
for (const name of PLAIN_BOXES) define(name, { show: Boolean, type: String, x: ANY, y: ANY, enable: Boolean })
