/**
 * Write src/api/types.ts from docs/openapi.json: the shapes the app really uses, so that a change of the service
 * that matters to the phone fails `tsc`.  node tools/generate-types.js [--check]
 */
import fs from 'node:fs'
import path from 'node:path'

const HERE = import.meta.dirname
const DOCUMENT = path.join(HERE, '../../docs/openapi.json')
const TARGET = path.join(HERE, '../src/api/types.ts')
const WANTED = [
  'ActPage',
  'ActivityBody',
  'ActivityDone',
  'ActivityList',
  'ActivityView',
  'Allowance',
  'AttendancePage',
  'AttendanceView',
  'BalanceView',
  'BindingView',
  'CalendarLinkView',
  'CheckInBody',
  'CodeKeyView',
  'ConsentList',
  'CorrectionBody',
  'CorrectionList',
  'CountList',
  'CountView',
  'CounterOrder',
  'DayList',
  'Direction',
  'DisclosureDetailView',
  'DivisionList',
  'ExportView',
  'Fulfilled',
  'GiftList',
  'GuardianBody',
  'GuardianView',
  'HomeView',
  'HoursView',
  'InboxPage',
  'JoinRequestList',
  'LoginView',
  'LotPhotoList',
  'LotReceived',
  'Mall',
  'MeView',
  'MemberPage',
  'MonthList',
  'NoticeList',
  'ObjectionView',
  'OfferList',
  'OrderPlaced',
  'OrderView',
  'OrganizerDay',
  'OwnCardView',
  'OwnJoinRequestList',
  'OwnTeams',
  'Page_DisclosureView_',
  'Page_DonorView_',
  'Page_IssuedView_',
  'Page_ItemView_',
  'Page_ListedOrder_',
  'Page_LotView_',
  'Page_ObjectionItem_',
  'Page_ProposalView_',
  'Page_RecordView_',
  'PersonalCodeView',
  'PhoneView',
  'PhotoList',
  'PhotoView',
  'PickupPointList',
  'PricesView',
  'Problem',
  'ProfileView',
  'ProxiedAccount',
  'ProxyList',
  'Quote',
  'RankingView',
  'RecordDetailView',
  'RegisterBody',
  'RegistrationView',
  'RequestPage',
  'RuleView',
  'ScanBatchBody',
  'ScanBatchView',
  'ScanView',
  'SessionList',
  'SheetView',
  'SignUpCancelledView',
  'SignUpList',
  'SignUpView',
  'SitePage',
  'StatementView',
  'SubscriptionsView',
  'TeamPage',
  'TeamView',
  'TemplatePage',
  'UnreadView',
  'VerificationView',
  'VolunteerPage',
  'app__activities__schemas__aftermath__RecordView',
]

const { components } = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8'))
const { schemas } = components
const needed = new Set()

function nameOf(reference) {
  return reference.split('/').pop()
}

/** A schema's name may hold signs that a type's name may not: `OfferItem-Output`. */
function typeNamed(name) {
  return name.replace(/\W/g, '_')
}

function require(name) {
  if (needed.has(name) || !schemas[name]) return
  needed.add(name)
  JSON.stringify(schemas[name], (key, value) => {
    if (key === '$ref') require(nameOf(value))
    return value
  })
}

function typeOf(schema) {
  if (schema.$ref) return typeNamed(nameOf(schema.$ref))
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf || schema.oneOf
  if (choices) return choices.map(typeOf).join(' | ')
  if (schema.type === 'array') return `Array<${typeOf(schema.items || {})}>`
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'object' || schema.properties) return objectOf(schema)
  return { string: 'string', boolean: 'boolean', null: 'null' }[schema.type] || 'unknown'
}

function objectOf(schema) {
  if (!schema.properties) return 'Record<string, unknown>'
  const required = new Set(schema.required || [])
  const fields = Object.entries(schema.properties).map(
    ([name, field]) => `  ${name}${required.has(name) ? '' : '?'}: ${typeOf(field)}`,
  )
  return `{\n${fields.join('\n')}\n}`
}

for (const name of WANTED) require(name)
const lines = [...needed].sort().map((name) => `export type ${typeNamed(name)} = ${typeOf(schemas[name])}\n`)
const text = `/* Made by tools/generate-types.js from docs/openapi.json. */\n\n${lines.join('\n')}`

if (process.argv.includes('--check')) {
  if (fs.readFileSync(TARGET, 'utf8') !== text) {
    console.error('src/api/types.ts is not what docs/openapi.json says: run node tools/generate-types.js')
    process.exitCode = 1
  }
} else fs.writeFileSync(TARGET, text)
