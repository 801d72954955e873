/** The organizer's people: newcomers, sign-ups that wait, and the teams of her place. */
import { showOrganizerDay, type OrganizerDay } from '../api/organizing'
import { listTeamRequests, listTeams, type Team } from '../api/people'
import { ApiError } from '../../../core/errors'
import { currentLook } from '../../../core/look'
import { go, type PageName } from '../../../core/navigate'
import { dayInWords } from '../../../domain/time'
import { now } from '../../../core/clock'
import { fill, texts } from '../../../i18n/zh-CN'
import { load, STARTING } from '../acting'
import { knownMe, villageOf } from '../known'

const t = texts.organizer.people
/** A team of fewer is still forming. */
const TEAM_MINIMUM = 5

interface Seen {
  organizing: OrganizerDay
  teams: Array<Team & { requests: number }>
}

interface TeamRow {
  id: string
  name: string
  detail: string
  tag: string
  requests: string
}

Page({
  data: {
    look: currentLook(),
    t,
    ...STARTING,
    newcomers: '',
    signUps: [] as Array<{ id: string; count: number; title: string }>,
    teams: [] as TeamRow[],
  },

  onShow() {
    this.setData({ look: currentLook() })
    void this.load()
  },

  async onPullDownRefresh() {
    await this.load()
    void wx.stopPullDownRefresh()
  },

  load() {
    return load(this, 'organizer-teams', fetchPeople, ({ organizing, teams }) => {
      const { newcomers, activities } = organizing
      this.setData({
        newcomers: newcomers ? fill(t.newcomersDetail, { count: newcomers }) : t.newcomersNone,
        signUps: activities
          .filter((each) => each.under_review > 0)
          .map(({ id, under_review: count, title, starts_at: startsAt }) => ({
            id,
            count,
            title: `${dayInWords(startsAt, now())} ${title}`,
          })),
        teams: teams.map(rowOf),
      })
    })
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { page, id } = event.currentTarget.dataset as { page: PageName; id?: string }
    go(page, id ? { id } : {})
  },
})

function rowOf(team: Team & { requests: number }): TeamRow {
  const missing = team.state === 'forming' ? TEAM_MINIMUM - team.head_count : 0
  return {
    id: team.id,
    name: team.name,
    detail: [
      fill(t.teamRow, { count: team.head_count, leader: team.leader_name }),
      missing > 0 ? fill(t.forming, { count: missing }) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    tag: team.is_mothers_team ? t.mothers : '',
    requests: team.requests ? fill(t.requestsWaiting, { count: team.requests }) : '',
  }
}

async function fetchPeople(): Promise<Seen> {
  const me = await knownMe()
  const [organizing, teams] = await Promise.all([showOrganizerDay(), listTeams(villageOf(me))])
  const counted = teams.map(async (team) => ({ ...team, requests: await requestsOf(team.id) }))
  return { organizing, teams: await Promise.all(counted) }
}

/** Teams that are not hers to lead have no requests for her. */
async function requestsOf(teamId: string): Promise<number> {
  try {
    return (await listTeamRequests(teamId)).length
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return 0
    throw error
  }
}
