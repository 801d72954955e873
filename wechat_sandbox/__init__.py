"""A local stand-in for the WeChat mini-program platform (api.weixin.qq.com).

It is a separate HTTP server with its own state. Nothing here imports the product, and the product reaches
it only over HTTP, through the same client library it uses for the real platform.
"""
