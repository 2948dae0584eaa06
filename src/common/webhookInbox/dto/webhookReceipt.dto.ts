/** The response to a provider. */
export class WebhookReceiptDto {
  /**
   * Always true: the event is stored.
   * @example true
   */
  ok: boolean;
}
