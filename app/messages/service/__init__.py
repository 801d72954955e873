"""Commands of the messages slice: tell people, count consents, send, and understand what WeChat pushes."""
