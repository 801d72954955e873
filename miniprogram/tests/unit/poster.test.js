/** The code of a poster opens the activity it stands for, and nothing else. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { load } from './module.js'

const BARE = '019470b27c1e7c3a9f002f7f5a1c0001'
const ID = '019470b2-7c1e-7c3a-9f00-2f7f5a1c0001'

test('a scene and a plain link name the same activity, anything else names none', async () => {
  const { activityOfPoster } = await load(`export { activityOfPoster } from './domain/poster'`)
  const link = encodeURIComponent(`https://points.example.org/c/?a=${BARE}`)
  assert.equal(activityOfPoster({ scene: BARE }), ID)
  assert.equal(activityOfPoster({ q: link }), ID)
  for (const query of [
    {},
    { scene: 'x' },
    { scene: '%E0%A4%A' },
    { q: 'https://points.example.org/c/?a=1' },
  ]) {
    assert.equal(activityOfPoster(query), undefined)
  }
})
