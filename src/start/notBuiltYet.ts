/** Documented modules that this version lacks, by folder. A test compares with src/ and README.md: remove a line with its module. */
export const NOT_BUILT_YET: Record<string, string> = {
  voiceCalling: 'calls by Twilio',
  dialer: 'campaigns of outgoing calls',
  telephony: 'calls by Exotel, and what was said in them',
};

/** Documented parts of modules that are there. */
export const PARTS_NOT_BUILT_YET: string[] = [];
