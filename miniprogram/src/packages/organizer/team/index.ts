/** One team: its members, and wishes to join, quit or change that wait for a word. */
import { decideTeamRequest, listMembers, listTeamRequests, showTeam } from '../api/people'
import type { Member, TeamRequest, TeamView } from '../api/people'
import { askText, toast } from '../../../core/device'
import { ApiError } from '../../../core/errors'
import { currentLook } from '../../../core/look'
import { shortDay } from '../../../domain/time'
import { fill, texts } from '../../../i18n/zh-CN'
import { act, load, STARTING } from '../acting'

const t = texts.organizer.people

interface Seen {
  team: TeamView
  members: Member[]
  cursor: string | null
  requests: TeamRequest[]
}

interface MemberRow {
  id: string
  name: string
  mark: string
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    name: '',
    heading: '',
    forming: '',
    members: [] as MemberRow[],
    requests: [] as Array<{ id: string; name: string; wish: string; reason: string }>,
    cursor: null as string | null,
  },
  id: '',

  onLoad(query: Record<string, string | undefined>) {
    this.id = query.id ?? ''
    void this.load()
  },

  onShow() {
    this.setData({ look: currentLook() })
  },

  onReachBottom() {
    const { cursor, members } = this.data
    if (!cursor) return
    void act(this, async () => {
      const page = await listMembers(this.id, cursor)
      this.setData({ members: [...members, ...page.items.map(memberOf)], cursor: page.next_cursor })
    })
  },

  load() {
    return load(
      this,
      `team:${this.id}`,
      () => fetchTeam(this.id),
      ({ team, members, cursor, requests }) =>
        this.setData({
          name: team.name,
          heading: fill(t.members, { count: team.head_count }),
          forming: team.members_missing ? fill(t.forming, { count: team.members_missing }) : '',
          members: members.map(memberOf),
          cursor,
          requests: requests.map((each) => ({
            id: each.id,
            name: each.name,
            wish: t.kinds[each.kind],
            reason: each.reason ? fill(t.saysWhy, { reason: each.reason }) : '',
          })),
        }),
    )
  },

  approve(event: WechatMiniprogram.TouchEvent) {
    return this.decide(event.currentTarget.dataset.id as string, true, null)
  },

  async refuse(event: WechatMiniprogram.TouchEvent) {
    const reason = await askText(t.refuseTitle, t.refuseHint, t.refuseYes)
    if (reason) await this.decide(event.currentTarget.dataset.id as string, false, reason)
  },

  async decide(id: string, isApproved: boolean, reason: string | null) {
    if (!(await act(this, () => decideTeamRequest(id, isApproved, reason)))) return
    toast(isApproved ? t.approved : t.refused)
    await this.load()
  },
})

function memberOf({ id, name, is_leader: isLeader, joined_on: since }: Member): MemberRow {
  return { id, name, mark: isLeader ? t.leader : fill(t.since, { day: shortDay(since) }) }
}

async function fetchTeam(id: string): Promise<Seen> {
  const [team, page, requests] = await Promise.all([showTeam(id), listMembers(id), requestsOf(id)])
  return { team, members: page.items, cursor: page.next_cursor, requests }
}

async function requestsOf(id: string): Promise<TeamRequest[]> {
  try {
    return await listTeamRequests(id)
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return [] // not hers to lead
    throw error
  }
}
