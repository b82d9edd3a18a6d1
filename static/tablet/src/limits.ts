// How much of everything this app takes, keeps and waits for. Each name carries its unit; docs/tablet.md lists them.

export const LIMITS = {
  /** Of a pairing code, the hyphen not counted. */
  pairing_characters: 8,
  tablet_name_characters_max: 40,
  /** Digits of a PIN. */
  pin_digits_min: 6,
  pin_digits_max: 12,
  /** What deriving a key from a PIN costs: memory-hard, so that trying all PINs of a copied tablet is slow. */
  pin_memory_kib: 65_536,
  pin_iterations: 3,
  pin_lanes: 1,
  /** Wrong PINs before the first wait; each one more waits for the next of the steps, the last for ever after. */
  pin_tries_free: 4,
  pin_wait_steps_seconds: [30, 60, 300, 900, 1_800, 3_600],

  /** Encrypted pages that the index is spread over. */
  index_pages: 128,
  /** A note longer than this is left out of the index, and is there when its document is opened. */
  entry_note_characters_max: 200,
  /** Documents kept open in memory. */
  documents_open_max: 24,

  /** Answers that the disk did not take are tried again so often. */
  unwritten_retry_seconds: 15,

  /** Documents taken in, or settled, between two breaths of the screen. */
  batch_documents_max: 16,
  /** Bytes of chunks asked for at once. */
  pull_bytes_max: 1_048_576,
  /** Documents and bytes pushed in one request, before gzip. */
  push_items_max: 500,
  push_bytes_max: 2_097_152,
  /** Bytes of one item; a longer history goes in several. */
  item_bytes_max: 2_097_152,
  /** Requests of one sync, and rounds of one comparison: a server that never ends is a fault. */
  sync_requests_max: 10_000,
  compare_rounds_max: 10_000,
  /** Pairs of heads and seal sent with an item. */
  seals_sent_max: 8,
  request_timeout_seconds: 120,
  /** Bodies from this size on are gzipped. */
  gzip_from_bytes: 512,

  /** Between two syncs that nobody asked for. */
  sync_every_seconds: 300,
  /** The longest wait after a busy or failing centre. */
  sync_wait_max_seconds: 1_800,

  /** Without contact to the centre for so long, the tablet asks for a supervisor. */
  contact_days_max: 14,
  /** A supervisor's answer extends by so many days at most; after so many wrong ones another question, and a wait. */
  extension_days_max: 60,
  /** Digits of a supervisor's answer. */
  extension_answer_digits: 8,
  extension_tries_max: 5,
  extension_wait_seconds: 300,
  /** Without a touch for so long, the app locks; the centre may wish otherwise. */
  lock_minutes: 15,

  /** Bytes of one piece of an attachment, and of a whole one. */
  attachment_piece_bytes: 262_144,
  attachment_bytes_max: 10_485_760,
  /** Bytes of attachments kept here; of those that are at the centre the oldest then go. */
  attachments_kept_bytes_max: 209_715_200,

  /** What one bundle holds, before it is compressed. */
  bundle_bytes_max: 50_331_648,
  bundle_items_max: 20_000,
  bundle_attachments_max: 2_000,
} as const
