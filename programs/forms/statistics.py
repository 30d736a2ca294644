"""The entry form of published statistics."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.choices import StatisticKey
from programs.forms.base import RecordForm, areas_of
from programs.models import Statistic


class StatisticForm(RecordForm):
    """One value that another body published, with its source."""

    class Meta(RecordForm.Meta):
        model = Statistic
        fields = ["key", "area", "year", "value", "source", "stated_on"]
        help_texts = {
            "source": _("Cơ quan công bố, tên tài liệu và số trang nếu có."),
            "value": _("Dấu phẩy cho phần lẻ, ví dụ 73,6."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(StatisticKey.choices)
        if self.instance.key:
            known.setdefault(self.instance.key, self.instance.key)
        self.fields["key"] = forms.ChoiceField(
            label=self.fields["key"].label, choices=list(known.items())
        )
        self.offer("area", areas_of(self.user, Statistic))
