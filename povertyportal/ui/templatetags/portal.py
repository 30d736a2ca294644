"""Tags and filters of every page: figures as people write them, navigation, icons, charts."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from povertyportal.ui import days
from povertyportal.ui.charts import Chart
from povertyportal.ui.maps import Choropleth, TileMap

register = template.Library()

NO_BREAK_SPACE = "\u00a0"
Number = int | float | Decimal | str | None


def _written(value: Number, *, places: int, divisor: int = 1, trim: bool = False) -> str:
    """Return the number rounded half up and grouped, or the words for a gap."""
    if value is None or value == "":
        return _("chưa có số liệu")
    try:
        number = Decimal(str(value)) / divisor
        rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return str(value)
    if trim:
        places = max(0, -int(rounded.normalize().as_tuple().exponent))
    return number_format(rounded, decimal_pos=places, force_grouping=True)


@register.filter
def count(value: Number) -> str:
    """Write a whole number: 1.234."""
    return _written(value, places=0)


@register.filter
def decimal2(value: Number) -> str:
    """Write a number with two decimals: 2,76."""
    return _written(value, places=2)


@register.filter
def money(value: Number) -> str:
    """Write an amount in đồng: 1.975.000.000; the heading carries the unit."""
    return _written(value, places=0)


@register.filter
def million(value: Number) -> str:
    """Write đồng as millions with up to three decimals: 1.975,5."""
    return _written(value, places=3, divisor=10**6, trim=True)


@register.filter
def billion(value: Number) -> str:
    """Write đồng as billions with up to two decimals: 3,15."""
    return _written(value, places=2, divisor=10**9, trim=True)


@register.filter
def percent(value: Number) -> str:
    """Write a rate in percent with up to two decimals: 2,33 %."""
    text = _written(value, places=2, trim=True)
    return text if value is None or value == "" else f"{text}{NO_BREAK_SPACE}%"


@register.filter
def vndate(value: date | datetime | None) -> str:
    """Write a day as dd/mm/yyyy in either language; an instant by its local day."""
    if not value:
        return _("chưa có số liệu")
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return date_format(value, "d/m/Y")


@register.filter
def px(value: float | None) -> str:
    """Write a coordinate with a decimal point whatever the language: 12.5."""
    return f"{float(value or 0):.1f}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a vendored icon in the colour of the text around it, silent for screen readers."""
    return mark_safe(_drawing(name))  # noqa: S308  our own sealed file


@cache
def _drawing(name: str) -> str:
    file = Path(settings.BASE_DIR) / "static" / "vendor" / "icons" / f"{name}.svg"
    inside = file.read_text(encoding="utf-8").partition(">")[2].strip()
    return (
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" '
        f'aria-hidden="true" focusable="false">{inside}'
    )


@register.simple_tag(takes_context=True)
def chart(context: Context, picture: Chart | TileMap | Choropleth | None) -> SafeString:
    """Draw any picture of povertyportal.ui.charts and .maps with its own template."""
    if picture is None or context.template is None:
        return SafeString("")
    found = context.template.engine.get_template(picture.template_name)
    return found.render(context.new({"chart": picture}))


@register.inclusion_tag("components/day.html", takes_context=True)
def day_picker(context: Context) -> dict[str, Any]:
    """Draw the field that asks for the page as of another day."""
    request: HttpRequest = context["request"]
    return {
        "form": days.day_form(request),
        "kept": days.kept(request.GET),
        "past": days.past_of(request),
    }


@register.simple_tag(takes_context=True)
def nav_item(context: Context, url_name: str, label: str, *also: str) -> SafeString:
    """Draw one entry of the navigation, only for those who may open it.

    It is the current one on its own page and on the pages of the same records: `loan_detail`
    belongs to `loan_list`. With `also`, on every page under those paths. A name that no URL has
    is left out: a menu never breaks a page.
    """
    request: HttpRequest | None = context.get("request")
    url = may_open(context, url_name)
    if request is None or not url:
        return SafeString("")
    shown = request.resolver_match.url_name if request.resolver_match else None
    is_current = (
        request.path == url
        or any(request.path.startswith(prefix) for prefix in also)
        or (not also and _stem(shown) == _stem(url_name) != "")
    )
    current = mark_safe(' aria-current="page"') if is_current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', url, current, label)


def _stem(url_name: str | None) -> str:
    """Return what the names of one kind of record share: loan_list, loan_detail -> loan."""
    return (url_name or "").rpartition("_")[0]


@register.simple_tag(takes_context=True)
def may_open(context: Context, url_name: str) -> str:
    """Return the address of a page if it exists and the user may open it, else ""."""
    request: HttpRequest | None = context.get("request")
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    try:
        url = reverse(url_name)
        view = resolve(url).func
    except (NoReverseMatch, Resolver404):
        return ""
    if url_name.startswith("admin:"):
        return url if user.is_staff else ""
    permission = getattr(view, "required_permission", None)
    return url if permission is not None and user.has(permission) else ""
