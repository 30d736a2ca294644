"""The request as our views get it: the user is one of ours."""

from django.http import HttpRequest

from povertyportal.accounts.models import User


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
