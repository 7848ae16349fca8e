/* Imported first. Lambda runs Node 24, so the SDK's warning about an older Node does not matter at a terminal. */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
