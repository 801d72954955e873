/** All built-in components, by topic. Each file defines its own when it is imported. */
import './boxes.js'
import './text.js'
import './image.js'
import './press.js'
import './typing.js'
import './choices.js'
import './form.js'
import './picker.js'
import './scrolling.js'
import './media.js'
import './page.js'
import { definitions } from './define.js'

/** @returns {Record<string, object>} glass-easel definitions by tag */
export function defineBuiltins() {
  return definitions
}
