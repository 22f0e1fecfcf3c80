"""stub"""


def start(*_, **__):
    return "not yet", None
