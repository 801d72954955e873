"""The doors to the outside world: WeChat and Redis. Nothing else in the service opens a connection to them."""
