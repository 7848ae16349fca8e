import { Fn } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { CfnPermission, CfnUrl, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../src/config/config';
import { NAMES } from '../src/installation';
import { logGroupFor } from './log-group';

/** The path in manifest.yml. */
const PATH = 'slack/events';

/** The one address that Slack calls. Public by nature: the function verifies every request itself. */
export class Endpoint extends Construct {
  readonly url: string;
  /** Only where vulnscan.yml asks for an HTTP API. */
  api?: HttpApi;

  constructor(scope: Construct, config: Config, slack: LambdaFunction) {
    super(scope, 'Endpoint');
    this.url =
      config.deploy.endpoint === 'http-api' ? this.makeHttpApi(slack) : this.makeFunctionUrl(slack);
  }

  /** Since October 2025 a new URL needs both permissions; the second one counts only for calls through the URL. */
  private makeFunctionUrl(slack: LambdaFunction): string {
    const url = new CfnUrl(this, 'Url', { authType: 'NONE', targetFunctionArn: slack.functionArn });
    const anyone = { functionName: slack.functionArn, principal: '*' };
    new CfnPermission(this, 'CallUrl', {
      ...anyone,
      action: 'lambda:InvokeFunctionUrl',
      functionUrlAuthType: 'NONE',
    });
    new CfnPermission(this, 'InvokeByUrl', {
      ...anyone,
      action: 'lambda:InvokeFunction',
      invokedViaFunctionUrl: true,
    });
    return Fn.join('', [url.attrFunctionUrl, PATH]);
  }

  private makeHttpApi(slack: LambdaFunction): string {
    const api = new HttpApi(this, 'Api', { apiName: NAMES.httpApi, createDefaultStage: false });
    this.api = api;
    api.addRoutes({
      path: `/${PATH}`,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Slack', slack),
    });
    const log = logGroupFor(this, 'http-api');
    new CfnStage(this, 'Stage', {
      apiId: api.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: { throttlingBurstLimit: 50, throttlingRateLimit: 20 },
      accessLogSettings: {
        destinationArn: log.logGroupArn,
        format:
          '{"at":"$context.requestTime","status":"$context.status","ip":"$context.identity.sourceIp"}',
      },
    });
    return `${api.apiEndpoint}/${PATH}`;
  }
}
