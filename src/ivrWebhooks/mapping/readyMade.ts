import type { FieldMapping, StatusMapping } from './mappingShape.js';

/** A mapping that fits a provider as it is; whoever uses it may change it. */
export interface ReadyMadeMapping {
  key: string;
  name: string;
  field_mapping: Record<string, FieldMapping | string[]>;
  status_mapping: StatusMapping;
}

/** Times are in the zone of the account, numbers without a country code in the region of the provider. */
export const READY_MADE: readonly ReadyMadeMapping[] = [
  {
    key: 'exotel_passthru',
    name: 'Exotel, passthru',
    field_mapping: {
      call_id: { path: 'CallSid' },
      direction: {
        path: 'Direction',
        map: { incoming: 'inbound', inbound: 'inbound', 'outbound-dial': 'outbound', 'outbound-api': 'outbound' },
        transform: ['lower'],
      },
      customer_number: { first: ['CallFrom', 'From'], transform: ['phone'] },
      did_number: { first: ['CallTo', 'To'], transform: ['phone'] },
      agent_number: { path: 'DialWhomNumber', transform: ['phone'] },
      started_at: { path: 'StartTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      ended_at: { path: 'EndTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account', 'null_if_before:2000-01-01'] },
      talk_seconds: { path: 'DialCallDuration', transform: ['duration'] },
      recording_url: { path: 'RecordingUrl', transform: ['url'] },
      ivr_digits: { path: 'digits', transform: ['strip:"'] },
    },
    status_mapping: {
      rules: [
        { when: { CallType: 'call-attempt' }, value: 'live' },
        { when: { CallType: 'client-hangup', DialWhomNumber: '' }, value: 'hangup' },
        { when: { CallType: 'client-hangup' }, value: 'missed' },
        { when: { CallType: 'completed' }, value: 'answered' },
        { when: { CallType: ['incomplete', 'voicemail'] }, value: 'missed' },
      ],
      default: 'keep',
    },
  },
  {
    key: 'exotel_status',
    name: 'Exotel, status of click-to-call',
    field_mapping: {
      call_id: { path: 'CallSid' },
      direction: { const: 'outbound' },
      customer_number: { path: 'To', transform: ['phone'] },
      agent_number: { path: 'From', transform: ['phone'] },
      did_number: { path: 'PhoneNumberSid', transform: ['phone'] },
      started_at: { path: 'StartTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      ended_at: { path: 'EndTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      talk_seconds: { path: 'ConversationDuration', transform: ['duration'] },
      recording_url: { path: 'RecordingUrl', transform: ['url'] },
    },
    status_mapping: {
      rules: [
        { when: { EventType: 'answered' }, value: 'live' },
        { when: { Status: 'completed', ConversationDuration: { gt: 0 } }, value: 'answered' },
        { when: { Status: ['completed', 'busy', 'failed', 'no-answer', 'canceled'] }, value: 'missed' },
      ],
      normalize: ['trim', 'lower'],
      empty: ['', 'null', 'none', 'undefined'],
      default: 'keep',
    },
  },
  {
    key: 'knowlarity',
    name: 'Knowlarity',
    field_mapping: {
      call_id: { first: ['data.uuid', 'uuid', 'callid'] },
      direction: {
        first: ['data.call_type', 'call_type'],
        map: { '0': 'inbound', '1': 'outbound', incoming: 'inbound', outgoing: 'outbound' },
        default: 'inbound',
      },
      customer_number: { first: ['data.customer_number', 'caller_id'], transform: ['phone'] },
      agent_number: { first: ['data.agent_number', 'destination'], transform: ['phone', 'null_if_invalid'] },
      did_number: { first: ['data.knowlarity_number', 'dispnumber'], transform: ['phone'] },
      started_at: { first: ['data.start_time', 'start_time'], transform: ['time:iso@account'] },
      total_seconds: { first: ['data.call_duration', 'call_duration'], transform: ['duration'] },
      recording_url: { first: ['data.call_recording', 'resource_url'], transform: ['url'] },
      department: { first: ['data.business_call_type'] },
    },
    status_mapping: {
      rules: [
        { when: { 'data.agent_number': { valid_phone: true } }, value: 'answered' },
        { when: { 'data.agent_number': { present: true } }, value: 'missed' },
      ],
      default: 'missed',
    },
  },
  {
    key: 'myoperator',
    name: 'MyOperator, after call',
    field_mapping: {
      payload: { path: 'myoperator', transform: ['json'] },
      call_id: { path: '_ci+_ai' },
      direction: { path: '_ev', map: { '1': 'inbound', '2': 'outbound' } },
      customer_number: { first: ['_cl', '_cr'], transform: ['phone'] },
      agent_number: { path: '_ld[-1]._rr[0]._nr', transform: ['phone'] },
      agent_name: { path: '_ld[-1]._rr[0]._na' },
      department: { path: '_dn' },
      started_at: { path: '_st', transform: ['time:unix'] },
      ended_at: { path: '_et', transform: ['time:unix'] },
      total_seconds: { path: '_dr', transform: ['duration'] },
      talk_seconds: { path: '_ld[-1]._dr', transform: ['duration'] },
      recording_url: { path: '_fu', transform: ['url'] },
      flags: { rules: [{ when: { _su: 3 }, value: 'voicemail' }] },
    },
    status_mapping: { path: '_su', map: { '1': 'answered', '2': 'missed', '3': 'missed' }, default: 'keep' },
  },
  {
    key: 'myoperator_v2',
    name: 'MyOperator, webhook v2',
    field_mapping: {
      call_id: { path: 'session_id' },
      event_id: { path: 'event_id' },
      sequence: { path: 'event_sequence' },
      direction: { path: 'direction', map: { incoming: 'inbound', outgoing: 'outbound' }, default: 'keep' },
      customer_number: { path: 'customer_identifier', transform: ['phone'] },
      did_number: { path: 'system_identifier', transform: ['phone'] },
      agent_name: { path: 'payload.agent.name' },
      total_seconds: { path: 'payload.duration', transform: ['duration'] },
      disposition_raw: { path: 'payload.disposition' },
    },
    status_mapping: {
      path: 'event_type',
      map: {
        'call.initiated': 'live',
        'call.ringing': 'live',
        'call.answered': 'live',
        'call.ended': 'keep',
        'call.summary': { path: 'payload.status', map: { connected: 'answered', missed: 'missed', voicemail: 'missed' } },
      },
      default: 'keep',
    },
  },
  {
    key: 'ozonetel',
    name: 'Ozonetel, end of call',
    field_mapping: {
      call_id: { path: 'monitorUCID', transform: ['string'] },
      direction: {
        path: 'Type',
        map: { inbound: 'inbound', manual: 'outbound', progressive: 'outbound', predictive: 'outbound', preview: 'outbound' },
        transform: ['lower'],
      },
      customer_number: { path: 'CallerID', transform: ['phone'] },
      agent_number: { path: 'AgentPhoneNumber', transform: ['phone'] },
      agent_name: { path: 'AgentName', transform: ['last_of: -> ', 'null_if:None'] },
      did_number: { first: ['Did', 'dId'], transform: ['phone'] },
      department: { path: 'Skill', transform: ['null_if:None'] },
      started_at: { path: 'StartTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      ended_at: { path: 'EndTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      ring_seconds: { path: 'TimeToAnswer', transform: ['duration'] },
      total_seconds: { path: 'CallDuration', transform: ['duration'] },
      talk_seconds: { path: 'Duration', transform: ['duration'] },
      recording_url: { path: 'AudioFile', transform: ['url'] },
      disposition_raw: { path: 'Disposition', transform: ['null_if_match:^Wrap up time exceeded'] },
      redact: ['Apikey'],
    },
    status_mapping: {
      path: 'Status',
      transform: ['lower', 'strip_nonalpha'],
      map: { answered: 'answered', notanswered: 'missed', unanswered: 'missed' },
      default: 'keep',
    },
  },
  {
    key: 'ozonetel_live',
    name: 'Ozonetel, live events',
    field_mapping: {
      call_id: { path: 'monitor_ucid' },
      customer_number: { path: 'caller_id', transform: ['phone'] },
      did_number: { path: 'did', transform: ['phone'] },
      agent_number: { path: 'agent_number', transform: ['phone'] },
      event_at: { path: 'event_time', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
    },
    status_mapping: { path: 'action', transform: ['lower'], map: { calling: 'live', answered: 'live:connected', disconnect: 'ended' } },
  },
  {
    key: 'smartflo',
    name: 'Smartflo, Acefone, Servetel',
    field_mapping: {
      call_id: { first: ['call_id', 'uuid'] },
      direction: {
        path: 'direction',
        transform: ['lower'],
        map: {
          inbound: 'inbound',
          'dialer (inbound)': 'inbound',
          outbound: 'outbound',
          'dialer (outbound)': 'outbound',
          clicktocall: 'outbound',
        },
        default: 'unknown',
      },
      customer_number: {
        rules: [
          {
            when: { direction: ['inbound', 'Dialer (inbound)'] },
            first: ['caller_id_number', 'customer_no_with_prefix', 'customer_no_with_prefix ', 'customer_number_with_prefix'],
          },
          { first: ['call_to_number', 'customer_number'] },
        ],
        transform: ['phone'],
      },
      did_number: {
        rules: [{ when: { direction: ['inbound', 'Dialer (inbound)'] }, first: ['call_to_number'] }, { first: ['caller_id_number'] }],
        transform: ['phone'],
      },
      agent_ref: {
        first: ['answered_agent_number', 'answered_agent.number', 'missed_agent[-1].number'],
        transform: ['null_if_match:^[$_]', 'after_last:-'],
      },
      agent_name: { first: ['answered_agent_name', 'answered_agent.name', 'missed_agent[-1].name'], transform: ['null_if_match:^[$_]'] },
      started_at: { path: 'start_stamp', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      answered_at: { path: 'answer_stamp', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      ended_at: { path: 'end_stamp', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      total_seconds: { path: 'duration', transform: ['duration'] },
      recording_url: { path: 'recording_url', transform: ['null_if_match:^[$_]', 'url'] },
      answered_agent: { path: 'answered_agent', transform: ['json_if_text'] },
    },
    status_mapping: { path: 'call_status', transform: ['lower'], map: { answered: 'answered', missed: 'missed' }, default: 'keep' },
  },
  {
    key: 'twilio',
    name: 'Twilio',
    field_mapping: {
      call_id: { first: ['ParentCallSid', 'CallSid'] },
      leg_id: { path: 'CallSid' },
      sequence: { path: 'SequenceNumber', transform: ['int'] },
      direction: { path: 'Direction', map: { inbound: 'inbound', 'outbound-api': 'outbound', 'outbound-dial': 'outbound' } },
      customer_number: { path: 'From', transform: ['phone:e164'] },
      did_number: { path: 'To', transform: ['phone:e164'] },
      event_at: { path: 'Timestamp', transform: ['time:rfc2822'] },
      total_seconds: { first: ['CallDuration', 'Duration'], transform: ['duration'] },
      talk_seconds: { path: 'DialCallDuration', transform: ['duration'] },
      recording_url: { path: 'RecordingUrl', transform: ['url'] },
    },
    status_mapping: {
      rules: [
        { when: { DialCallStatus: ['completed', 'answered'] }, value: 'answered' },
        { when: { DialCallStatus: ['no-answer', 'busy', 'failed', 'canceled'] }, value: 'missed' },
        { when: { CallStatus: ['queued', 'initiated', 'ringing', 'in-progress'] }, value: 'live' },
        { when: { CallStatus: 'completed' }, value: 'ended' },
        { when: { CallStatus: ['busy', 'no-answer', 'failed', 'canceled'] }, value: 'missed' },
      ],
    },
  },
  {
    key: 'plivo',
    name: 'Plivo',
    field_mapping: {
      call_id: { path: 'CallUUID' },
      direction: { path: 'Direction', map: { inbound: 'inbound', outbound: 'outbound' } },
      customer_number: { rules: [{ when: { Direction: 'inbound' }, first: ['From'] }, { first: ['To'] }], transform: ['phone:e164'] },
      started_at: { path: 'StartTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      ended_at: { path: 'EndTime', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      total_seconds: { path: 'Duration', transform: ['duration'] },
      billed_seconds: { path: 'BillDuration', transform: ['duration'] },
    },
    status_mapping: {
      rules: [
        { when: { CallStatus: 'completed', Duration: { gt: 0 } }, value: 'answered' },
        { when: { CallStatus: ['completed', 'busy', 'failed', 'timeout', 'no-answer', 'cancel'] }, value: 'missed' },
        { when: { CallStatus: ['ringing', 'in-progress'] }, value: 'live' },
      ],
    },
  },
  {
    key: 'kaleyra',
    name: 'Kaleyra, callback',
    field_mapping: {
      call_id: { path: 'id' },
      direction: { const: 'inbound' },
      customer_number: { path: 'caller', transform: ['phone'] },
      agent_number: { path: 'called', transform: ['phone'] },
      started_at: { path: 'start', transform: ['time:yyyy-MM-dd HH:mm:ss@account'] },
      total_seconds: { path: 'duration', transform: ['duration'] },
      recording_url: { path: 'rec', transform: ['null_if_match:^\\{', 'url'] },
    },
    status_mapping: {
      path: 'status',
      transform: ['upper', 'trim'],
      map: {
        ANSWER: 'answered',
        'ANSWERED-A': 'answered',
        'ANSWERED-B': 'answered',
        NOANSWER: 'missed',
        BUSY: 'missed',
        CANCEL: 'missed',
        FAILED: 'missed',
        CONGESTION: 'missed',
        ACCEPTED: 'live',
        FORWARDED: 'keep',
      },
      default: 'keep',
    },
  },
];
