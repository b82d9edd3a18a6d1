// A realistic document of each kind: what a grid worker writes on one afternoon.

import { residentId } from "../ids.mjs"
import { COMMUNITY, document, GRID, HEALTH_WORKER, ID_NUMBERS, START, WORKER } from "./cast.mjs"

const RESIDENT = residentId(COMMUNITY.namespace, ID_NUMBERS[0])
const HOUSEHOLD = document(0x10)
const EMPTY_NOTE = { text: "" }

/** `values` are answers, one change each, after the birth; `note` is then typed into its text. */
export const EXAMPLES = [
  {
    name: "visit", kind: "visit", grid: GRID, document: document(1), tablet: "A",
    says: "A usual visit: birth and seventeen answers, eighteen changes; the note was begun at birth and stays empty",
    values: {
      note: EMPTY_NOTE, resident: RESIDENT, worker: WORKER, at: START, program: "SANSAN", method: "1", result: "1", health_state: "2",
      mood_state: "1", eating: "1", sleeping: "2", mobility: "2", medication_ok: "1", "safety.gas": "1",
      "safety.electricity": "2", hygiene: "1", family_support: "1", next_visit_due: "2026-10-21",
    },
  },
  {
    name: "visit_with_note", kind: "visit", grid: GRID, document: document(2), tablet: "A",
    says: "Nobody opened; the note is text and was typed in two goes",
    values: { note: EMPTY_NOTE, resident: RESIDENT, worker: WORKER, at: START + 600_000, method: "1", result: "3", quick: false },
    note: [[0, 0, "敲门三次无人应答，"], [9, 0, "邻居说去女儿家了🙂"], [0, 2, "按铃"]],
  },
  {
    name: "health_check", kind: "health_check", grid: GRID, document: document(3), tablet: "B",
    says: "Integers, decimals (36.5 is a float, 37 arrives as an integer), a boolean, an unmeasured value with its reason",
    values: {
      note: EMPTY_NOTE, resident: RESIDENT, worker: HEALTH_WORKER, at: START + 900_000, source: "1", "vitals.sbp": 168, "vitals.dbp": 96,
      "vitals.pulse": 71, "vitals.bp_arm": "1", "vitals.bp_rest5": true, "vitals.temp": 36.5, "vitals.weight": 61,
      "vitals.waist": { float: 88 }, "vitals.glucose.unmeasured": "1", medicine_30min: "早上服氨氯地平一片",
    },
  },
  {
    name: "household", kind: "household", grid: GRID, document: HOUSEHOLD, tablet: "A",
    says: "Strings, an integer, a null where an answer was taken back",
    values: {
      note: EMPTY_NOTE, "address.estate": "如意里小区", "address.building": "3", "address.unit": "2", "address.room": "501",
      address_text: "如意里小区3号楼2单元501", head: RESIDENT, phone: "13800000000", occupancy: "1", family_size: 2, fuel: "3", water: null,
    },
  },
  {
    name: "resident", kind: "resident", grid: GRID, document: RESIDENT, tablet: "A",
    says: "Named by UUIDv5 of the identity number; a repeated group has its entry's id in the path",
    values: {
      neighbour_note: EMPTY_NOTE, name: "孔令瑞", id_number: ID_NUMBERS[0], sex: "2", birth_date: "1940-02-29", ethnic: "01",
      household: HOUSEHOLD, living_state: "1", phone: "13800000000", "disease.hypertension": true,
      "disease_since.hypertension": "2009-06", "tags.alone": true, "tags.aged_80": true,
      "contact.7f3a.name": "孔小满", "contact.7f3a.relation": "2", "contact.7f3a.phone": "13900000000", status: "in",
    },
    noteAt: "neighbour_note", note: [[0, 0, "耳背，敲门要久一点。家里有狗。"]],
  },
  {
    name: "unknown_kind", kind: "wishes", grid: GRID, document: document(4), tablet: "A",
    says: "A kind the centre does not know, with every type of value the protocol carries",
    values: {
      string: "字符串", empty: "", integer: -7, large: 9_007_199_254_740_991, unsigned: { uint: 7 }, decimal: 0.1,
      yes: true, no: false, nothing: null, moment: { time: START }, raw: { bytes: "00ff10" }, "key.with.点": "路径也可以是中文",
    },
  },
  {
    name: "at_once", kind: "visit", grid: GRID, document: document(5), tablet: "A", atOnce: true,
    says: "All answers in the change of birth: allowed, though it tells less",
    values: { resident: RESIDENT, worker: WORKER, at: START, method: "2", result: "1" },
  },
  {
    name: "plain_strings", kind: "visit", grid: GRID, document: document(6), tablet: "A",
    says: "Answers written as text where scalars were meant, as a careless client does: read both",
    values: { resident: RESIDENT, worker: WORKER, at: START, method: { text: "2" }, result: { text: "1" } },
  },
  {
    name: "taken_back", kind: "visit", grid: GRID, document: document(7), tablet: "A",
    says: "An answer that was deleted is no field of the document any more; another was deleted and given again",
    values: { resident: RESIDENT, worker: WORKER, at: START, method: "1", result: "1", mood_state: "3", hygiene: "2" },
    then: [{ mood_state: { delete: true } }, { hygiene: { delete: true } }, { hygiene: "1" }],
  },
]
