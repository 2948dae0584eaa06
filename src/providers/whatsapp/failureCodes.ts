/** What a failure code of WhatsApp or of who relays it means for an agent. */
export interface ChatFailure {
  /** A sentence; null when nobody knows the code. */
  words: string | null;
  /** Whether sending the same again, later and by itself, can help. Everything else needs a person first. */
  retryable: boolean;
}

const PERMANENT: Record<string, string> = {
  // Meta, as both relay them.
  '131047': 'More than 24 hours have passed since the customer last wrote. Only an approved template can be sent.',
  '131026': 'The message cannot be delivered: the number is not on WhatsApp, has blocked us, or uses an old app.',
  '131051': 'WhatsApp does not support this type of message.',
  '131052': 'WhatsApp could not fetch the file from its sender.',
  '131053': 'WhatsApp could not take the file: its type, size or address is not accepted.',
  '131048': 'Too many of our messages were blocked or reported as spam. WhatsApp holds back this number.',
  '131049': 'WhatsApp did not deliver this message, to keep the number of marketing messages low.',
  '131050': 'The customer has stopped marketing messages from us.',
  '131045': 'The business number is not registered properly.',
  '131042': 'WhatsApp has a problem with the payment method of the account.',
  '131031': 'The WhatsApp account is locked.',
  '131030': 'The number is not among those that a test account may write to.',
  '131021': 'Sender and recipient are the same number.',
  '131009': 'A value in the message is not valid.',
  '131008': 'A required value is missing in the message.',
  '131005': 'Our account may not do this.',
  '131000': 'WhatsApp had an error that it does not explain.',
  '130472': 'WhatsApp did not deliver this message because the customer is part of an experiment.',
  '130497': 'The account may not write to customers in this country.',
  '132000': 'The number of values does not fit the template.',
  '132001': 'There is no approved template of this name in this language.',
  '132005': 'The template becomes too long with these values.',
  '132007': 'The template breaks a rule of WhatsApp.',
  '132012': 'A value has another form than the template asks for.',
  '132015': 'The template is paused because of its low quality.',
  '132016': 'The template was paused too often and is disabled.',
  '132068': 'The flow of this template is blocked.',
  '133010': 'The business number is not registered with WhatsApp.',
  '135000': 'WhatsApp had an error with the values of the template.',
  '190': "The provider's access to WhatsApp has expired.",
  '368': 'The account is blocked for breaking a rule of WhatsApp.',
  '100': 'A value in the request is not valid.',
  '10': 'Our account may not do this.',
  // Interakt.
  '1013': 'The number is not on WhatsApp.',
  '470': 'More than 24 hours have passed since the customer last wrote. Only an approved template can be sent.',
  // Netcore.
  '8001': 'A required value is missing in the request.',
  '8002': 'The customer has not opted in.',
  '8003': 'The number is not on WhatsApp.',
  '8004': 'Netcore does not know our account or source.',
  '8006': 'Netcore does not accept a value in the request.',
  '8007': 'More than 24 hours have passed since the customer last wrote. Only an approved template can be sent.',
  '8008': 'Netcore does not accept the file.',
};

/** Too much at once, or a service that is away for a moment. */
const PASSING: Record<string, string> = {
  '130429': 'Too many messages were sent at once.',
  '131056': 'Too many messages were sent to this customer at once.',
  '131016': "WhatsApp's service is overloaded.",
  '131057': 'The WhatsApp account is being maintained.',
  '133004': "WhatsApp's server is not available.",
  '80007': 'The account has reached a limit of WhatsApp.',
  '4': 'The account has reached a limit of WhatsApp.',
  '2': "WhatsApp's service is not available.",
  '8005': 'Netcore had a technical error.',
};

export function chatFailure(code: string): ChatFailure {
  const passing = Object.hasOwn(PASSING, code);
  const words = passing ? PASSING[code]! : Object.hasOwn(PERMANENT, code) ? PERMANENT[code]! : null;
  return { words, retryable: passing };
}
