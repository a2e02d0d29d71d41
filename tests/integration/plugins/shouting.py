"""An operation as a package outside of the house would bring it."""


def shout(uri, context, files):
    return {"shouted": len(files)}


OPERATIONS = {"shout": shout}
