/* Made by tools/generate-types.js from docs/openapi.json. */

export type ActPage = {
  items: Array<ActView>
  next_cursor: string | null
}

export type ActView = {
  action: string
  actor_id: string
  actor_name: string
  at: string
  id: string
  what: string
}

export type ActivityBody = {
  difficulty_code: string
  ends_at: string
  hazardous?: boolean
  insurance_note?: string | null
  meals_note?: string | null
  place_latitude?: number | null
  place_longitude?: number | null
  place_name: string
  poster_claims?: boolean
  risk_note: string
  shifts: Array<ShiftIn>
  sign_up_approval?: boolean
  starts_at: string
  themes: Array<Theme>
  title: string
  transport_note?: string | null
}

export type ActivityDone = {
  awaiting_approval?: boolean
  id: string
  short_id: string
  state: "draft" | "published" | "cancelled" | "closed"
  version: number
  words_hidden?: boolean
}

export type ActivityItem = {
  capacity: number
  difficulty_code: string
  difficulty_name: string | null
  ends_at: string
  estimated_points: string | null
  factor_percent: number | null
  hazardous: boolean
  id: string
  my_attendance: "none" | "checked_in" | "checked_out"
  my_in_at: string | null
  my_out_at: string | null
  my_sign_up: "signed_up" | "under_review" | "waitlisted" | "cancelled" | "refused" | null
  place_name: string
  short_id: string
  starts_at: string
  state: "draft" | "published" | "cancelled" | "closed"
  taken: number
  themes: Array<string>
  title: string
  village_code: string
}

export type ActivityList = {
  items: Array<ActivityItem>
  next_cursor: string | null
}

export type ActivityView = {
  annex_rows?: Array<number>
  approval: ApprovalState | null
  cancel_reason: string | null
  difficulty: DifficultyView | null
  ends_at: string
  hazardous: boolean
  id: string
  insurance_note: string | null
  joint_organizers: Array<JointOrganizerView>
  meals_note: string | null
  my_part: OwnPartView | null
  organizer_name: string
  place_latitude: number | null
  place_longitude: number | null
  place_name: string
  poster_claims: boolean
  poster_url?: string | null
  risk_note: string
  shifts: Array<ShiftView>
  short_id: string
  sign_up_approval: boolean
  site_id: string
  starts_at: string
  state: "draft" | "published" | "cancelled" | "closed"
  themes: Array<string>
  title: string
  transport_note: string | null
  unregistered_headcount: number | null
  unregistered_headcount_mark: "exact" | "over" | "about"
  version: number
  village_code: string
  words_hidden?: boolean
}

export type Allowance = {
  balance: string
  household_id: string
  items: Array<ItemLeft>
  orders_left: number | null
  redeemable: string
  suspended: boolean
}

export type ApprovalState = {
  outcome: "approved" | "refused" | "withdrawn" | null
  reason: string | null
}

export type AttendanceCounts = {
  children: number
  left: number
  present: number
  unconfirmed: number
}

export type AttendanceItem = {
  children_count: number
  confirmed: boolean
  flags: Array<string>
  id: string
  in_at: string
  in_means: "rotating" | "digits" | "personal" | "card" | "poster" | "manual" | "closing"
  in_mode: "online" | "offline" | "backfill"
  name: string
  out_at: string | null
  out_means: "rotating" | "digits" | "personal" | "card" | "poster" | "manual" | "closing" | null
  out_mode: "online" | "offline" | "backfill" | null
  reason: string | null
  shift_id: string
  undo_reason: string | null
  undone_at: string | null
  volunteer_id: string
  walk_in: boolean
}

export type AttendancePage = {
  counts: AttendanceCounts
  items: Array<AttendanceItem>
  next_cursor: string | null
}

export type AttendanceView = {
  activity_id: string
  children_count: number
  confirmed: boolean
  flags: Array<string>
  id: string
  in_at: string
  in_means: "rotating" | "digits" | "personal" | "card" | "poster" | "manual" | "closing"
  in_mode: "online" | "offline" | "backfill"
  minutes: number | null
  out_at: string | null
  out_means: "rotating" | "digits" | "personal" | "card" | "poster" | "manual" | "closing" | null
  out_mode: "online" | "offline" | "backfill" | null
  shift_ends_at: string
  shift_id: string
  shift_starts_at: string
  short_id: string
  title: string
  undone: boolean
}

export type BalanceView = {
  balance: string
  held: string
  household_id: string | null
  pending: string
  redeem_floor: string
  spendable: string
  suspended: boolean
}

export type BindingView = {
  began_at: string | null
  cause: "phone" | "wechat" | "merger" | null
  until_at: string | null
}

export type CalendarLinkView = {
  made_at: string | null
  url: string | null
}

export type CapsView = {
  day_minutes: number | null
  day_points: string | null
  event_minutes: number | null
  event_points: string | null
  month_points: string | null
  season_points: string | null
  week_points: string | null
}

export type CheckInBody = {
  children_count?: number
  code: string
  device_time?: string | null
  distance_meters?: number | null
  short_id?: string | null
  skew_seconds?: number | null
}

export type CodeKeyView = {
  closes_at: string
  county_id: string
  digits: number
  key: string
  opens_at: string
  poster: string | null
  short_id: string
  step_seconds: number
}

export type ConsentList = {
  items: Array<ConsentView>
}

export type ConsentView = {
  answered_at: string | null
  ask_again_on: string | null
  by_somebody_else: boolean
  current_version: number
  may_ask: boolean
  on_paper: boolean
  purpose: "base" | "full_name_public" | "photo" | "location" | "phone" | "ranking" | "background" | "id_number"
  state: "given" | "outdated" | "refused" | "withdrawn" | "not_asked"
  version: number | null
  withdrawn_at: string | null
}

export type CorrectionBody = {
  about: "name" | "birth_on" | "phone" | "hours" | "points" | "other"
  words: string
}

export type CorrectionList = {
  items: Array<CorrectionView>
}

export type CorrectionView = {
  about: "name" | "birth_on" | "phone" | "hours" | "points" | "other"
  answer: string | null
  answered_at: string | null
  due_estimated: boolean
  due_on: string
  id: string
  requested_at: string
  state: "open" | "granted" | "declined"
  words: string
}

export type CountList = {
  items: Array<CountView>
}

export type CountView = {
  counted: number
  counted_at: string
  counted_by: string
  decided_by: string | null
  expected: number
  id: string
  lot_id: string
  reason: string
  state: "counted" | "confirmed" | "dismissed"
}

export type CounterOrder = {
  balance_after: string | null
  balance_before: string | null
  collected_by: string | null
  expires_at: string
  fulfilled_at: string | null
  fulfilled_by_name: string | null
  household_code: string
  id: string
  is_own_household: boolean
  lines: Array<app__redemption__schemas__orders__LineView>
  ordered_for: string
  points: string
  state: "placed" | "fulfilled" | "cancelled" | "expired" | "reversed"
}

export type DayActivity = {
  awaiting_approval: boolean
  capacity: number
  claimed: number
  due_on: string | null
  ends_at: string
  has_headcount: boolean
  has_record: boolean
  id: string
  left_already: number
  not_come: number
  place_name: string
  present: number
  short_id: string
  signed_up: number
  starts_at: string
  state: "draft" | "published" | "closed"
  title: string
  unconfirmed: number
  under_review: number
  village_code: string
  waitlisted: number
  walk_ins: number
  working_days_left: number | null
}

export type DayClaims = {
  clean: number
  due_on: string | null
  flags: Array<DayFlag>
  odd: number
  overdue: number
  own: number
  working_days_left: number | null
}

export type DayFlag = {
  flag: string
  note: string
  records: number
}

export type DayList = {
  items: Array<DayView>
}

export type DayView = {
  closes_at: string
  id: string
  note: string
  opens_at: string
  pickup_point_id: string
  state: "planned" | "cancelled"
}

export type DifficultyClassView = {
  base: string
  code: string
  factor_percent: number
  name: string
  rate: string
}

export type DifficultyView = {
  code: string
  factor_percent: number
  name: string
}

export type DisclosureDetailView = {
  disclosure: DisclosureView
  lines: Array<app__disclosure__schemas__LineView>
  print_path: string
}

export type DisclosureView = {
  closes_at: string
  closes_estimated: boolean
  content_hash: string
  county_id: string
  id: string
  number: number
  opens_at: string
  rule_summary: string
  site_id: string
  state: "open" | "settled"
  village_code: string
  working_days: number
}

export type DivisionList = {
  items: Array<DivisionView>
}

export type DivisionView = {
  code: string
  level: "province" | "city" | "county" | "township" | "village"
  name: string
}

export type DonorGifts = {
  donor_id: string
  gifts: Array<GiftView>
  kind: "department" | "company" | "person" | "federation"
  name: string
}

export type DonorView = {
  id: string
  kind: "department" | "company" | "person" | "federation"
  name: string
  public: boolean
}

export type ElsewhereView = {
  county_id: string
  county_name: string | null
  minutes: number
}

export type ExportView = {
  county_id: string
  made_at: string
  phone: string | null
  sections: Array<SectionView>
}

export type Fulfilled = {
  fulfilled_at: string
  household_id: string
  id: string
  points: string
  state: "placed" | "fulfilled" | "cancelled" | "expired" | "reversed"
}

export type GiftList = {
  items: Array<DonorGifts>
}

export type GiftView = {
  in_stock: number
  issued: number
  item_name: string
  received: number
  unit_name: string
}

export type GuardianBody = {
  name: string
  phone?: string | null
  relation: "father" | "mother" | "grandparent" | "sibling" | "other"
}

export type GuardianView = {
  agreed_at: string | null
  name: string | null
  on_paper: boolean
  phone: string | null
  relation: "father" | "mother" | "grandparent" | "sibling" | "other" | null
}

export type HomeDay = {
  closes_at: string
  id: string
  opens_at: string
  pickup_point_id: string
  place: string
}

export type HomeHousehold = {
  code: string
  members: Array<HomeMember>
  year_minutes: number
  year_times: number
}

export type HomeMember = {
  id: string
  name: string
  on_the_way: Array<number>
  served: Array<number>
}

export type HomePoints = {
  disclosed_until: string | null
  held: string
  pending: string
  spendable: string
  suspended: boolean
}

export type HomeRole = {
  place_code: string
  role: string
}

export type HomeView = {
  activities: Array<ActivityItem>
  affordable: number
  county_id: string
  household: HomeHousehold | null
  id: string
  minutes: number
  name: string
  points: HomePoints | null
  redemption_day: HomeDay | null
  roles: Array<HomeRole>
  spoken: Array<string>
  state: "registered" | "active" | "suspended"
  suspended_reason: string | null
  unread: number
  village_code: string
  village_name: string | null
}

export type HoursView = {
  elsewhere: Array<ElsewhereView>
  manual_minutes: number
  pending_minutes: number
  pending_points: string
  scan_minutes: number
}

export type InboxMessageView = {
  created_at: string
  id: string
  kind: string
  read_at: string | null
  subject_id: string | null
  subject_kind: string | null
  text: string
  title: string
}

export type InboxPage = {
  items: Array<InboxMessageView>
  next_cursor: string | null
  unread: number
}

export type IssuedView = {
  collected_by: string | null
  fulfilled_at: string
  household_code: string
  issued_by: "shop_keeper"
  item_name: string
  order_id: string
  quantity: number
  reversed: boolean
  unit_name: string
}

export type ItemLeft = {
  item_id: string
  left: number
}

export type ItemView = {
  available: number
  description: string
  id: string
  limit_period: "day" | "month" | "season" | "year"
  limit_quantity: number | null
  name: string
  picture: string
  points: string | null
  price_waits: boolean
  state: "offered" | "withdrawn"
  unit_name: string
}

export type JoinRequestList = {
  items: Array<JoinRequestView>
}

export type JoinRequestView = {
  id: string
  name: string
  requested_at: string
  volunteer_id: string
}

export type JointOrganizerView = {
  id: string
  name: string
}

export type ListedOrder = {
  expires_at: string
  handed_over_as: string | null
  household_code: string
  id: string
  is_part: boolean
  lines: Array<app__redemption__schemas__orders__LineView>
  ordered_for: string
  placed_at: string
  points: string
  redemption_day_id: string
  reversal: "proposed" | "accepted" | "rejected" | null
  state: "placed" | "fulfilled" | "cancelled" | "expired" | "reversed"
}

export type LoginView = {
  expires_at: string
  state: "signed_in" | "registration_needed"
  ticket?: string | null
  token?: string | null
}

export type LotPhotoList = {
  items: Array<LotPhotoView>
}

export type LotPhotoView = {
  uploaded_at: string
  uploaded_by: string
  url: string
}

export type LotReceived = {
  id: string
  warnings: Array<"short_shelf_life" | "expires_soon">
}

export type LotView = {
  available: number
  best_before: string | null
  count_waits: boolean
  donor_name: string
  expires_soon: boolean
  funding_source: "donation" | "department" | "village" | "activity_grant"
  id: string
  issued: number
  item_id: string
  item_name: string
  receipt_no: string
  received: number
  received_at: string
  reserved: number
  unit_name: string
  unit_value_fen: number
  value_basis: string
  written_off: number
}

export type Mall = {
  address: string
  items: Array<MallItem>
  limit: PointLimit | null
  name: string
  next_day: NextDay | null
  pickup_point_id: string
  thanks: Array<string>
}

export type MallItem = {
  available: number
  available_more: boolean
  description: string
  id: string
  limit_period: "day" | "month" | "season" | "year"
  limit_quantity: number | null
  name: string
  picture: string
  points: string
  unit_name: string
}

export type MeView = {
  awaited_household_code: string | null
  birth_on: string | null
  county_id: string
  household: OwnHouseholdView | null
  id: string
  is_head: boolean
  joined_on: string
  kind: "mother" | "family" | "staff"
  name: string
  phone: string | null
  roles: Array<RoleHeldView>
  state: "registered" | "active" | "suspended" | "left"
  suspended_reason: string | null
  village_code: string
  village_name: string | null
}

export type MemberItem = {
  id: string
  is_deputy: boolean
  is_leader: boolean
  joined_on: string
  left_by: "quit" | "transfer" | "dissolution" | "removal" | null
  left_on: string | null
  name: string
  volunteer_id: string
}

export type MemberPage = {
  items: Array<MemberItem>
  next_cursor: string | null
}

export type MemberView = {
  id: string
  is_head: boolean
  kind: "mother" | "family" | "staff"
  name: string
  state: "registered" | "active" | "suspended" | "left"
}

export type MonthList = {
  items: Array<MonthView>
  this_month: MonthView
}

export type MonthView = {
  minutes: number
  month: string
  pending_points: string
  points: string
  times: number
}

export type NextDay = {
  closes_at: string
  id: string
  note: string
  opens_at: string
}

export type NoticeList = {
  items: Array<NoticeView>
}

export type NoticeView = {
  body: string
  effective_on: string
  purpose: "base" | "full_name_public" | "photo" | "location" | "phone" | "ranking" | "background" | "id_number"
  title: string
  version: number
}

export type ObjectionItem = {
  activity_title: string
  answer_due_on: string
  disclosure_id: string
  disclosure_number: number
  household_code: string
  id: string
  line_id: string
  local_date: string
  masked_name: string
  mine: boolean
  minutes: number
  place: number
  points: string
  raised_at: string
  record_id: string | null
  ruling: string | null
  state: "open" | "upheld" | "dismissed"
  text: string
  village_code: string
}

export type ObjectionView = {
  answer_due_on: string
  id: string
  line_id: string
  ruling: string | null
  state: "open" | "upheld" | "dismissed"
}

export type OfferItem_Output = {
  activity_id: string
  ends_at: string
  id: string
  offered_by: string
  sign_up_id: string
  starts_at: string
  state: "offered" | "accepted" | "declined" | "withdrawn"
  title: string
  to_me: boolean
  to_volunteer_id: string
}

export type OfferList = {
  items: Array<OfferItem_Output>
}

export type OrderPlaced = {
  expires_at: string
  household_id: string
  id: string
  pickup_code: string | null
  pickup_point_id: string
  points: string
  redemption_day_id: string
  state: "placed" | "fulfilled" | "cancelled" | "expired" | "reversed"
}

export type OrderView = {
  close_reason: string | null
  collected_by: string | null
  expires_at: string
  fulfilled_at: string | null
  fulfilled_by_name: string | null
  handed_over_as: string | null
  household_code: string
  household_id: string
  id: string
  lines: Array<app__redemption__schemas__orders__LineView>
  on_behalf_of: string | null
  ordered_for: string
  pickup_code: string | null
  pickup_point_id: string
  placed_at: string
  placed_by: string
  points: string
  redemption_day_id: string
  reversal: "proposed" | "accepted" | "rejected" | null
  state: "placed" | "fulfilled" | "cancelled" | "expired" | "reversed"
}

export type OrganizerDay = {
  activities: Array<DayActivity>
  claims: DayClaims
  newcomers: number
  on: string
  team_requests: number
}

export type OwnCardView = {
  closed_at: string | null
  issued_at: string | null
  state: "none" | "active" | "lost" | "returned"
  suffix: string | null
}

export type OwnHouseholdView = {
  code: string
  id: string
  members: Array<MemberView>
  order_limit_points: string | null
  redeem_by: "head" | "adults"
}

export type OwnJoinRequestList = {
  items: Array<OwnJoinRequestView>
}

export type OwnJoinRequestView = {
  household_code: string
  id: string
  requested_at: string
}

export type OwnMembership = {
  is_leader: boolean
  joined_on: string
  kind: TeamKind
  left_by: "quit" | "transfer" | "dissolution" | "removal" | null
  left_on: string | null
  left_reason: string | null
  team_id: string
  team_name: string
}

export type OwnPartView = {
  confirmed: boolean
  in_at: string
  in_mode: "online" | "offline" | "backfill"
  out_at: string | null
  record_id: string | null
  record_points: string | null
  record_state: "claimed" | "verified" | "disclosed" | "settled" | "rejected" | "disputed" | null
  shift_id: string
}

export type OwnTeams = {
  memberships: Array<OwnMembership>
  requests: Array<RequestView>
}

export type Page_DisclosureView_ = {
  items: Array<DisclosureView>
  next_cursor: string | null
}

export type Page_DonorView_ = {
  items: Array<DonorView>
  next_cursor: string | null
}

export type Page_IssuedView_ = {
  items: Array<IssuedView>
  next_cursor: string | null
}

export type Page_ItemView_ = {
  items: Array<ItemView>
  next_cursor: string | null
}

export type Page_ListedOrder_ = {
  items: Array<ListedOrder>
  next_cursor: string | null
}

export type Page_LotView_ = {
  items: Array<LotView>
  next_cursor: string | null
}

export type Page_ObjectionItem_ = {
  items: Array<ObjectionItem>
  next_cursor: string | null
}

export type Page_ProposalView_ = {
  items: Array<app__ledger__schemas__ProposalView>
  next_cursor: string | null
}

export type Page_RecordView_ = {
  items: Array<app__hours__schemas__RecordView>
  next_cursor: string | null
}

export type PersonalCodeView = {
  code: string
  key: string
  key_valid_until: string
  seconds_left: number
  step_seconds: number
  svg: string
}

export type PhoneView = {
  phone: string
}

export type PhotoList = {
  items: Array<PhotoView>
}

export type PhotoView = {
  activity_id: string
  caption: string | null
  everyone_agreed: boolean
  height: number
  id: string
  size_bytes: number
  small_url: string | null
  state: "pending" | "visible" | "blocked" | "removed"
  uploaded_at: string
  uploaded_by: string
  url: string | null
  width: number
}

export type PickupPointList = {
  items: Array<PickupPointView>
}

export type PickupPointView = {
  address: string
  id: string
  name: string
  village_code: string
}

export type PointLimit = {
  orders: number
  period: "day" | "month" | "season" | "year"
}

export type PointSourceView = {
  code: string
  first_points: string | null
  name: string
  per_month: number | null
  points: string
}

export type PostIn = {
  capacity: number
  code: "publicist" | "instructor" | "supervisor" | "other"
  name?: string | null
}

export type PostView = {
  capacity: number
  code: "publicist" | "instructor" | "supervisor" | "other"
  id: string
  name: string
  taken: number
}

export type PriceView = {
  effective_at: string
  points: string
}

export type PricesView = {
  prices: Array<PriceView>
  proposals: Array<app__redemption__schemas__shelf__ProposalView>
}

export type Problem = {
  code: string
  detail: string
  errors?: Array<{
  code: string
  detail: string
  pointer: string
}>
  instance: string
  params: Record<string, unknown>
  status: number
  title: string
  type: string
}

export type ProfileView = {
  education: "none" | "primary" | "junior" | "senior" | "college" | "bachelor" | "master" | null
  ethnic_group: "汉" | "蒙古" | "回" | "藏" | "维吾尔" | "苗" | "彝" | "壮" | "布依" | "朝鲜" | "满" | "侗" | "瑶" | "白" | "土家" | "哈尼" | "哈萨克" | "傣" | "黎" | "傈僳" | "佤" | "畲" | "高山" | "拉祜" | "水" | "东乡" | "纳西" | "景颇" | "柯尔克孜" | "土" | "达斡尔" | "仫佬" | "羌" | "布朗" | "撒拉" | "毛南" | "仡佬" | "锡伯" | "阿昌" | "普米" | "塔吉克" | "怒" | "乌孜别克" | "俄罗斯" | "鄂温克" | "德昂" | "保安" | "裕固" | "京" | "塔塔尔" | "独龙" | "鄂伦春" | "赫哲" | "门巴" | "珞巴" | "基诺" | "其他" | null
  political_status: "masses" | "youth_league" | "party" | "party_probationary" | "democratic_party" | "no_party" | null
  residence: string | null
  service_kinds: Array<ServiceKind>
  service_times: Array<ServiceTime>
  sex: "female" | "male" | null
  skills: string | null
}

export type ProxiedAccount = {
  ends_on: string
  held: string
  household_code: string
  order_limit_points: string | null
  orders: Array<ProxiedOrder>
  redeemable: string
  village_code: string
  volunteer_id: string
  volunteer_name: string
}

export type ProxiedOrder = {
  id: string
  placed_at: string
  points: string
  state: "placed" | "fulfilled" | "cancelled" | "expired" | "reversed"
}

export type ProxyList = {
  items: Array<ProxyView>
}

export type ProxyView = {
  ends_on: string
  id: string
  on_paper: boolean
  proxy_id: string
  proxy_name: string
  scope: "redeem" | "sign_up" | "check_in"
  starts_on: string
  volunteer_id: string
  volunteer_name: string
}

export type Quote = {
  balance: string
  balance_after: string
  household_code: string
  is_own_household: boolean
  items: Array<ItemLeft>
  missing: string
  orders_left: number | null
  person: string
  points: string
  redeemable: string
  suspended: boolean
}

export type RankingRow = {
  masked_name: string
  mine: boolean
  minutes: number
  times: number
}

export type RankingView = {
  first_on: string
  last_on: string
  listed: boolean
  minutes: number
  number: number
  of: "volunteers" | "households"
  period: "month" | "season" | "year"
  rows: Array<RankingRow>
  times: number
}

export type RecordDetailView = {
  decisions: Array<app__hours__schemas__DecisionView>
  record: app__hours__schemas__RecordView
}

export type RecordDisclosure = {
  closes_at: string
  id: string
  number: number
}

export type RecordState = "claimed" | "verified" | "disclosed" | "settled" | "rejected" | "disputed" | "corrected"

export type RegisterBody = {
  accepted_notice_version: number
  birth_on: string
  card_code?: string | null
  guardian_consent?: boolean
  household_code?: string | null
  how: "found" | "join" | "claim"
  kind?: "mother" | "family"
  name: string
  ticket: string
  village_code?: string | null
}

export type RegistrationView = {
  expires_at: string
  state: "registered" | "active" | "suspended" | "left"
  token: string
  volunteer_id: string
}

export type RequestItem = {
  decision_reason: string | null
  id: string
  kind: "join" | "quit" | "transfer"
  name: string
  reason: string | null
  requested_at: string
  requested_by: string
  state: "open" | "approved" | "refused" | "withdrawn"
  team_id: string
  to_team_id: string | null
  volunteer_id: string
}

export type RequestPage = {
  items: Array<RequestItem>
  next_cursor: string | null
}

export type RequestView = {
  decision_reason: string | null
  id: string
  kind: "join" | "quit" | "transfer"
  reason: string | null
  requested_at: string
  requested_by: string
  state: "open" | "approved" | "refused" | "withdrawn"
  team_id: string
  to_team_id: string | null
  volunteer_id: string
}

export type RoleHeldView = {
  place_code: string
  role: string
}

export type Rounding = "floor" | "half_up" | "half_hour_floor"

export type RuleView = {
  caps: CapsView
  difficulty_classes: Array<DifficultyClassView>
  effective_on: string
  family_members_count: boolean
  formula: string
  free_minutes: number
  id: string
  minimum_minutes: number
  minimum_presence_percent: number
  point_sources: Array<PointSourceView>
  published_at: string | null
  redeem_floor: string
  redeem_suspend_below: string | null
  rounding: Rounding
  rounding_unit: string
  sentences: Array<string>
  site_id: string | null
  state: "draft" | "published"
  version: number
}

export type ScanBatchBody = {
  scans: Array<ScanItem>
}

export type ScanBatchView = {
  results: Array<ScanResult>
}

export type ScanItem = {
  children_count?: number
  device_time: string
  direction: "in" | "out"
  for_volunteer_id?: string | null
  nonce: string
  payload: string
  short_id?: string | null
  skew_seconds?: number | null
  taken_offline?: boolean
}

export type ScanResult = {
  attendance: AttendanceView | null
  code: string | null
  detail: string | null
  nonce: string
  state: "accepted" | "replayed" | "refused"
  title: string | null
}

export type ScanView = {
  attendance: AttendanceView
  name: string
}

export type SectionView = {
  rows: Array<Record<string, unknown>>
  title: string
}

export type ServiceKind = "technical_training" | "legal_rights" | "health_care" | "culture" | "caring" | "environment" | "family_education" | "drug_and_aids_prevention" | "business_guidance" | "civility" | "other"

export type ServiceTime = "workdays" | "weekends" | "holidays"

export type SessionList = {
  items: Array<SessionView>
}

export type SessionView = {
  created_at: string
  current: boolean
  expires_at: string
  id: string
  kind: "miniprogram" | "console"
  last_seen_at: string
}

export type SheetLine = {
  fulfilled: number
  given_back: number
  item_id: string
  name: string
  placed: number
  points: string
  reversed: number
  unit_name: string
}

export type SheetView = {
  agrees: boolean
  day: DayView
  households_served: number
  households_waiting: number
  items: Array<SheetLine>
  ledger_points: string
  open: number
  order_points: string
  order_units: number
  orders: number
  stock_units: number
}

export type ShiftIn = {
  capacity: number
  ends_at: string
  posts?: Array<PostIn>
  starts_at: string
}

export type ShiftView = {
  capacity: number
  decision_reason: string | null
  ends_at: string
  estimated_points: string | null
  id: string
  post_id: string | null
  posts: Array<PostView>
  sign_up_id: string | null
  sign_up_state: "signed_up" | "under_review" | "waitlisted" | "cancelled" | "refused" | null
  starts_at: string
  taken: number
  waiting_position: number | null
}

export type SignUpCancelledView = {
  id: string
  passed_on: boolean
  state: "cancelled"
}

export type SignUpItem = {
  id: string
  name: string
  post_id: string | null
  shift_id: string
  signed_up_by: string
  state: "signed_up" | "under_review" | "waitlisted" | "cancelled" | "refused"
  volunteer_id: string
}

export type SignUpList = {
  items: Array<SignUpItem>
}

export type SignUpView = {
  id: string
  post_id: string | null
  shift_id: string
  signed_up_by: string
  state: "signed_up" | "under_review" | "waitlisted" | "cancelled" | "refused"
  volunteer_id: string
}

export type SitePage = {
  items: Array<SiteView>
  next_cursor: string | null
}

export type SiteView = {
  county_id: string
  disclosure_days: number
  grant_fen: number
  id: string
  name: string
  state: "active" | "closed"
  village_code: string
  year: number
}

export type StatementLineView = {
  balance: string
  explanation: Array<string>
  id: string
  kind: string
  label: string
  number: number
  occurred_on: string
  points: string
  recorded_at: string
  reverses_id: string | null
}

export type StatementView = {
  balance: string
  household_code: string
  household_id: string
  items: Array<StatementLineView>
  next_cursor: string | null
}

export type SubscriptionView = {
  label: string
  purpose: "sign_up_result" | "activity_reminder" | "points_change" | "redemption_result"
  remaining: number
  suggest: boolean
  template_id: string
}

export type SubscriptionsView = {
  items: Array<SubscriptionView>
}

export type TeamItem = {
  filed_on: string | null
  founded_on: string
  head_count: number
  id: string
  is_mothers_team: boolean
  kind: TeamKind
  leader_name: string
  name: string
  parent_id: string | null
  place_code: string | null
  service_kinds: Array<ServiceKind>
  service_times: Array<ServiceTime>
  state: "forming" | "active" | "dissolved"
  unit_name: string | null
}

export type TeamKind = "corps" | "branch" | "squad"

export type TeamPage = {
  items: Array<TeamItem>
  next_cursor: string | null
}

export type TeamView = {
  deputy_id: string | null
  dissolve_reason: string | null
  dissolved_on: string | null
  filed_on: string | null
  founded_on: string
  guided_by: string | null
  head_count: number
  i_am_leader: boolean
  i_am_member: boolean
  id: string
  is_mothers_team: boolean
  kind: TeamKind
  leader_gone: boolean
  leader_id: string
  leader_name: string
  leader_post: string | null
  leader_wechat: string | null
  members_missing: number
  name: string
  other_kind: string | null
  parent_id: string | null
  place_code: string | null
  service_kinds: Array<ServiceKind>
  service_times: Array<ServiceTime>
  state: "forming" | "active" | "dissolved"
  unit_name: string | null
  version: number
  words_hidden: boolean
}

export type TemplatePage = {
  items: Array<TemplateView>
  next_cursor: string | null
}

export type TemplateView = {
  difficulty_code: string
  finished: number
  headcount: number
  id: string
  made_at: string
  materials: number
  minutes: number
  name: string
  note: string | null
  participations: number
  retired_at: string | null
  source_id: string
  themes: Array<string>
  times: number
  title: string
}

export type Theme = "meili_jiayuan" | "waste_sorting" | "lecture" | "publicity" | "river_patrol" | "care_visit" | "other"

export type UnreadView = {
  unread: number
}

export type VerificationItem = {
  record_id: string
  result: "verified" | "awaiting_second" | "already_verified" | "already_decided" | "own_record" | "own_household" | "own_entry" | "not_assessed" | "forbidden" | "not_found"
  state: RecordState | null
}

export type VerificationView = {
  items: Array<VerificationItem>
}

export type VolunteerPage = {
  items: Array<VolunteerView>
  next_cursor: string | null
}

export type VolunteerView = {
  card_suffix: string | null
  has_wechat: boolean
  household_code: string | null
  household_id: string | null
  id: string
  is_head: boolean
  is_minor: boolean
  kind: "mother" | "family" | "staff"
  name: string
  state: "registered" | "active" | "suspended" | "left"
  village_code: string
}

export type app__activities__schemas__aftermath__RecordView = {
  activity_id: string
  lecture_audience: string | null
  lecture_speaker: string | null
  lecture_topic: string | null
  missing: Array<string>
  summary: string
  version: number
  words_hidden: boolean
  written_at: string
  written_by: string
}

export type app__disclosure__schemas__LineView = {
  activity_title: string
  difficulty_name: string
  factor_percent: number
  household_code: string
  id: string
  local_date: string
  masked_name: string
  minutes: number
  origin: "scan" | "manual"
  place: number
  points: string
  standing: "standing" | "paused" | "settled" | "withdrawn"
}

export type app__hours__schemas__DecisionView = {
  action: string
  by_system: boolean
  decided_at: string
  explanation: Array<string>
  label: string
  minutes: number
  points: string
  reason: string | null
}

export type app__hours__schemas__RecordView = {
  activity_id: string
  activity_title: string
  anomalous: boolean
  assessed: boolean
  disclosure: RecordDisclosure | null
  due_estimated: boolean
  due_on: string
  ended_at: string
  explanation: Array<string>
  first_verified: boolean
  flags: Array<string>
  household_code: string
  id: string
  local_date: string
  minutes: number
  minutes_present: number
  needs_second: boolean
  notes: Array<string>
  origin: "scan" | "manual"
  overdue: boolean
  points: string
  reason: string | null
  revision: number
  site_id: string
  started_at: string
  state: RecordState
  supersedes_id: string | null
  village_code: string
  volunteer_id: string
  volunteer_name: string
}

export type app__ledger__schemas__ProposalView = {
  appeal: string | null
  decided_at: string | null
  decided_by: string | null
  decision_note: string | null
  evidence: string | null
  household_id: string
  id: string
  kind: "source" | "adjustment"
  notified_at: string | null
  occurred_on: string
  points: string
  proposed_at: string
  proposed_by: string
  reason: string
  source_code: string | null
  state: "proposed" | "approved" | "rejected"
}

export type app__redemption__schemas__orders__LineView = {
  item_id: string
  name: string
  points: string
  quantity: number
  unit_name: string
}

export type app__redemption__schemas__shelf__ProposalView = {
  effective_at: string
  id: string
  points: string
  proposed_by: string
}
