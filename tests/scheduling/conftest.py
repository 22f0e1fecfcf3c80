"""The calendar's tests are many and quick: enough examples to find what is wrong, few enough to run at every save."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "calendar",
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("calendar")
