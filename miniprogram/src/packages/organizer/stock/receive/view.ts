/** What is still missing on the form of a delivery, and how it travels. */
import type { Delivery, Donor, Item, Lot } from '../../api/stock'
import { hundredths } from '../../../../domain/points'
import { texts } from '../../../../i18n/zh-CN'

const t = texts.stock.receive
const YUAN = /^\d{1,6}(\.\d{1,2})?$/
const COUNT = /^[1-9]\d{0,3}$/

export const SOURCES = ['donation', 'department', 'village', 'activity_grant'] as const
export const KINDS = ['company', 'department', 'person', 'federation'] as const

export interface Form {
  item: Item | null
  donor: Pick<Donor, 'id' | 'name'> | null
  receipt: string
  quantity: string
  yuan: string
  basis: string
  best: string
  source: Lot['funding_source']
}

export const EMPTY: Form = {
  item: null,
  donor: null,
  receipt: '',
  quantity: '',
  yuan: '',
  basis: t.bases[0],
  best: '',
  source: 'donation',
}

/** The names of what is not there or not right yet. */
export function missingIn(form: Form): string[] {
  const unit = form.item?.unit_name ?? t.anyUnit
  const checks: Array<[boolean, string]> = [
    [form.item !== null, t.item],
    [form.donor !== null, t.donor],
    [form.receipt.trim() !== '', t.receipt],
    [COUNT.test(form.quantity.trim()), t.quantity.replace('{unit}', unit)],
    [YUAN.test(form.yuan.trim()), t.value.replace('{unit}', unit)],
  ]
  return checks.filter(([isThere]) => !isThere).map(([, name]) => name)
}

/** @throws if something is missing */
export function deliveryOf(form: Form): Delivery {
  if (!form.item || !form.donor) throw new Error('the form is not complete')
  return {
    item_id: form.item.id,
    donor_id: form.donor.id,
    receipt_no: form.receipt.trim(),
    quantity: Number(form.quantity),
    unit_value_fen: hundredths(form.yuan.trim()), // yuan are hundreds of fen as points are of hundredths
    value_basis: form.basis,
    funding_source: form.source,
    ...(form.best ? { best_before: form.best } : {}),
  }
}
