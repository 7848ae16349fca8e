/** A vulnerability as the National Vulnerability Database and GitHub's advisories describe it. */
export interface Advisory {
  title: string;
  description: string;
  severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  cwes: string[];
  /** CVSS vector and base score by source. */
  v3: Record<string, [string, number]>;
  v2?: [string, number];
  published: string;
}

/** Real facts, from NVD (public domain) and the GitHub Advisory Database (CC-BY 4.0). */
export const ADVISORIES: Record<string, Advisory> = {
  'CVE-2022-0778': {
    title: 'openssl: Infinite loop in BN_mod_sqrt() reachable when parsing certificates',
    description:
      'The BN_mod_sqrt() function, which computes a modular square root, contains a bug that can cause it to loop forever for non-prime moduli. Internally this function is used when parsing certificates that contain elliptic curve public keys in compressed form or explicit elliptic curve parameters with a base point encoded in compressed form. It is possible to trigger the infinite loop by crafting a certificate that has invalid explicit curve parameters.',
    severity: 'HIGH',
    cwes: ['CWE-835'],
    v3: { nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5] },
    v2: ['AV:N/AC:L/Au:N/C:N/I:N/A:P', 5],
    published: '2022-03-15T17:15:08.513Z',
  },
  'CVE-2022-37434': {
    title:
      'zlib: heap-based buffer over-read and overflow in inflate() in inflate.c via a large gzip header extra field',
    description:
      'zlib through 1.2.12 has a heap-based buffer over-read or buffer overflow in inflate in inflate.c via a large gzip header extra field. NOTE: only applications that call inflateGetHeader are affected. Some common applications bundle the affected zlib source code but may be unable to call inflateGetHeader (e.g., see the nodejs/node reference).',
    severity: 'CRITICAL',
    cwes: ['CWE-787'],
    v3: { nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8] },
    published: '2022-08-05T07:15:07.24Z',
  },
  'CVE-2018-25032': {
    title: 'zlib: A flaw found in zlib when compressing (not decompressing) certain inputs',
    description:
      'zlib before 1.2.12 allows memory corruption when deflating (i.e., when compressing) if the input has many distant matches.',
    severity: 'HIGH',
    cwes: ['CWE-787'],
    v3: { nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5] },
    v2: ['AV:N/AC:L/Au:N/C:N/I:N/A:P', 5],
    published: '2022-03-25T09:15:08.187Z',
  },
  'CVE-2022-28391': {
    title: 'busybox: remote attackers may execute arbitrary code if netstat is used',
    description:
      "BusyBox through 1.35.0 allows remote attackers to execute arbitrary code if netstat is used to print a DNS PTR record's value to a VT compatible terminal. Alternatively, the attacker could choose to change the terminal's colors.",
    severity: 'HIGH',
    cwes: [],
    v3: { nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', 8.8] },
    v2: ['AV:N/AC:M/Au:N/C:P/I:P/A:P', 6.8],
    published: '2022-04-03T21:15:08.207Z',
  },
  'CVE-2021-44906': {
    title: 'minimist: prototype pollution',
    description:
      'Minimist <=1.2.5 is vulnerable to Prototype Pollution via file index.js, function setKey() (lines 69-95).',
    severity: 'CRITICAL',
    cwes: ['CWE-1321'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    },
    v2: ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
    published: '2022-03-17T16:15:07.51Z',
  },
  'CVE-2021-23337': {
    title: 'nodejs-lodash: command injection via template',
    description:
      'Lodash versions prior to 4.17.21 are vulnerable to Command Injection via the template function.',
    severity: 'HIGH',
    cwes: ['CWE-94'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', 7.2],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', 7.2],
    },
    v2: ['AV:N/AC:L/Au:S/C:P/I:P/A:P', 6.5],
    published: '2021-02-15T13:15:12.56Z',
  },
  'CVE-2020-28500': {
    title: 'nodejs-lodash: ReDoS via the toNumber, trim and trimEnd functions',
    description:
      'Lodash versions prior to 4.17.21 are vulnerable to Regular Expression Denial of Service (ReDoS) via the toNumber, trim and trimEnd functions.',
    severity: 'MEDIUM',
    cwes: ['CWE-1333'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L', 5.3],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L', 5.3],
    },
    v2: ['AV:N/AC:L/Au:N/C:N/I:N/A:P', 5],
    published: '2021-02-15T11:15:12.397Z',
  },
  'CVE-2022-24999': {
    title: 'express: "qs" prototype poisoning causes the hang of the node process',
    description:
      'qs before 6.10.3, as used in Express before 4.17.3 and other products, allows attackers to cause a Node process hang for an Express application because an __ proto__ key can be used. In many typical Express use cases, an unauthenticated remote attacker can place the attack payload in the query string of the URL that is used to visit the application, such as a[__proto__]=b&a[__proto__]&a[length]=100000000. The fix was backported to qs 6.9.7, 6.8.3, 6.7.3, 6.6.1, 6.5.3, 6.4.1, 6.3.3, and 6.2.4.',
    severity: 'HIGH',
    cwes: ['CWE-1321'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5],
    },
    published: '2022-11-26T22:15:10.153Z',
  },
  'CVE-2021-3129': {
    title: 'Unauthenticated remote code execution in Ignition',
    description:
      'Ignition before 2.5.2, as used in Laravel and other products, allows unauthenticated remote attackers to execute arbitrary code because of insecure usage of file_get_contents() and file_put_contents(). This is exploitable on sites using debug mode with Laravel before 8.4.2.',
    severity: 'CRITICAL',
    cwes: [],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    },
    v2: ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
    published: '2021-01-12T15:15:16.453Z',
  },
  'CVE-2021-32708': {
    title: 'TOCTOU Race Condition enabling remote code execution',
    description:
      'Flysystem is an open source file storage library for PHP. The whitespace normalisation using in 1.x and 2.x removes any unicode whitespace. Under certain specific conditions this could potentially allow a malicious user to execute code remotely. The unicode whitespace removal has been replaced with a rejection (exception). For 1.x users, upgrade to 1.1.4. For 2.x users, upgrade to 2.1.1.',
    severity: 'CRITICAL',
    cwes: ['CWE-367'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', 8.1],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    },
    published: '2021-06-24T17:15:08.253Z',
  },
  'CVE-2022-29248': {
    title: 'Cross-domain cookie leakage in Guzzle',
    description:
      'Guzzle is a PHP HTTP client. Guzzle prior to versions 6.5.6 and 7.4.3 contains a vulnerability with the cookie middleware. The vulnerability is that it is not checked if the cookie domain equals the domain of the server which sets the cookie via the Set-Cookie header, allowing a malicious server to set cookies for unrelated domains.',
    severity: 'HIGH',
    cwes: ['CWE-200'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:N', 8.1],
      ghsa: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:N', 8],
    },
    published: '2022-05-25T18:15:08.367Z',
  },
  'CVE-2011-3374': {
    title: 'It was found that apt-key in apt, all versions, do not correctly valid ...',
    description:
      'It was found that apt-key in apt, all versions, do not correctly validate gpg keys with the master keyring, leading to a potential man-in-the-middle attack.',
    severity: 'LOW',
    cwes: ['CWE-347'],
    v3: { nvd: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N', 3.7] },
    v2: ['AV:N/AC:M/Au:N/C:N/I:P/A:N', 4.3],
    published: '2019-11-26T00:15:11.03Z',
  },
  'CVE-2019-8457': {
    title: 'sqlite: heap out-of-bound read in function rtreenode()',
    description:
      'SQLite3 from 3.6.0 to and including 3.27.2 is vulnerable to heap out-of-bound read in the rtreenode() function when handling invalid rtree tables.',
    severity: 'CRITICAL',
    cwes: ['CWE-125'],
    v3: { nvd: ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8] },
    v2: ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
    published: '2019-05-30T16:29:01.84Z',
  },
  'CVE-2021-44228': {
    title:
      'log4j-core: Remote code execution in Log4j 2.x when logs contain an attacker-controlled string value',
    description:
      'Apache Log4j2 2.0-beta9 through 2.15.0 (excluding security releases 2.12.2, 2.12.3, and 2.3.1) JNDI features used in configuration, log messages, and parameters do not protect against attacker controlled LDAP and other JNDI related endpoints. An attacker who can control log messages or log message parameters can execute arbitrary code loaded from LDAP servers when message lookup substitution is enabled. From log4j 2.15.0, this behavior has been disabled by default. From version 2.16.0 (along with 2.12.2, 2.12.3, and 2.3.1), this functionality has been completely removed. Note that this vulnerability is specific to log4j-core and does not affect log4net, log4cxx, or other Apache Logging Services projects.',
    severity: 'CRITICAL',
    cwes: ['CWE-20', 'CWE-400', 'CWE-502', 'CWE-917'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    },
    v2: ['AV:N/AC:M/Au:N/C:C/I:C/A:C', 9.3],
    published: '2021-12-10T10:15:09.143Z',
  },
  'CVE-2021-45046': {
    title:
      'log4j-core: DoS in log4j 2.x with thread context map - incomplete fix for CVE-2021-44228',
    description:
      'It was found that the fix to address CVE-2021-44228 in Apache Log4j 2.15.0 was incomplete in certain non-default configurations. This could allows attackers with control over Thread Context Map (MDC) input data when the logging configuration uses a non-default Pattern Layout with either a Context Lookup (for example, $${ctx:loginId}) or a Thread Context Map pattern (%X, %mdc, or %MDC) to craft malicious input data using a JNDI Lookup pattern resulting in an information leak and remote code execution in some environments and local code execution in all environments. Log4j 2.16.0 (Java 8) and 2.12.2 (Java 7) fix this issue by removing support for message lookup patterns and disabling JNDI functionality by default.',
    severity: 'CRITICAL',
    cwes: ['CWE-917'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H', 9],
      ghsa: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H', 9],
    },
    v2: ['AV:N/AC:H/Au:N/C:P/I:P/A:P', 5.1],
    published: '2021-12-14T19:15:07.733Z',
  },
  'CVE-2022-22965': {
    title: 'spring-framework: RCE via Data Binding on JDK 9+',
    description:
      'A Spring MVC or Spring WebFlux application running on JDK 9+ may be vulnerable to remote code execution (RCE) via data binding. The specific exploit requires the application to run on Tomcat as a WAR deployment. If the application is deployed as a Spring Boot executable jar, i.e. the default, it is not vulnerable to the exploit. However, the nature of the vulnerability is more general, and there may be other ways to exploit it.',
    severity: 'CRITICAL',
    cwes: ['CWE-94'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    },
    v2: ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 7.5],
    published: '2022-04-01T23:15:13.87Z',
  },
  'CVE-2022-42889': {
    title: 'apache-commons-text: variable interpolation RCE',
    description:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Commons Text's own notation.
      'Apache Commons Text performs variable interpolation, allowing properties to be dynamically evaluated and expanded. The standard format for interpolation is "${prefix:name}", where "prefix" is used to locate an instance of org.apache.commons.text.lookup.StringLookup that performs the interpolation. Starting with version 1.5 and continuing through 1.9, the set of default Lookup instances included interpolators that could result in arbitrary code execution or contact with remote servers. Users are recommended to upgrade to Apache Commons Text 1.10.0, which disables the problematic interpolators by default.',
    severity: 'CRITICAL',
    cwes: ['CWE-94'],
    v3: {
      nvd: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
      ghsa: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    },
    published: '2022-10-13T13:15:10.113Z',
  },
};
