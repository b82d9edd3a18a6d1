// Who and what the test vectors are about: fixed names, so that every run writes the same bytes. All invented.

export const COMMUNITY = { id: "ruyili", name: "如意里社区", namespace: "6f1c0a00-5e1f-4c0d-8a11-0000000c0de5" }
export const GRID = "370812003001-1001"
export const OTHER_GRID = "370812003001-1002"
export const SEAL_KEY = "6d756c696e20676f6c64656e207365616c206b657920666f7220746573747321"

/** Three enrolled tablets; an actor is the tablet's id and eight bytes of a run. */
export const TABLETS = {
  A: "6f1c0a01-0000-4000-8000-000000000001",
  B: "6f1c0a01-0000-4000-8000-000000000002",
  C: "6f1c0a01-0000-4000-8000-000000000003",
}
export const WORKER = "6f1c0a02-0000-4000-8000-000000000001"
export const HEALTH_WORKER = "6f1c0a02-0000-4000-8000-000000000002"

export const actor = (tablet, run = 1) => TABLETS[tablet].replaceAll("-", "") + run.toString(16).padStart(16, "0")

export const document = (number) => `6f1c0a03-0000-4000-8000-${number.toString(16).padStart(12, "0")}`

/** 21 September 2026, a quarter past two in the afternoon in Yanzhou. */
export const START = 1_790_000_100_000

export const ID_NUMBERS = [
  "37082219400229000X", "370822194410010003", "370882195206300004",
  "372722193807150006", "370812201503120009", "37082219250101000X",
]
