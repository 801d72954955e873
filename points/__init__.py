"""The domain: hours, difficulty, points, goods. Knows neither HTTP nor WeChat nor anybody's name."""
