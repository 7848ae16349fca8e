declare module 'asl-validator' {
  /** Checks a definition in the Amazon States Language. */
  function validate(definition: object): { isValid: boolean; errors: object[] };
  export = validate;
}
