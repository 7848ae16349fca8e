/** A service's refusal as AWS words it; the server turns it into the wire form of the protocol. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  /** The older code that SQS and CloudWatch still send beside the modelled one (`x-amzn-query-error`). */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, status = 400, queryCode?: string) {
    super(message);
    this.code = code;
    this.status = status;
    this.queryCode = queryCode;
  }
}
