/* Imported first: the functions run on Node 24, so the SDK's word about older Nodes helps nobody at a terminal. */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
