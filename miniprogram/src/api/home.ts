/** The first screen in one request. */
import { send } from '../core/request'
import type { HomeView } from './types'

export function showHome(): Promise<HomeView> {
  return send({ method: 'GET', path: '/me/home' })
}
