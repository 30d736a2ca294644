"""What templates ask about papers."""

from django import template

from povertyportal.reporting.documents import can_make_pdf

register = template.Library()
register.simple_tag(can_make_pdf)
