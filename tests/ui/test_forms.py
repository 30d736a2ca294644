"""Forms: hints and errors are tied to their fields, the summary leads to them, nothing is lost."""

import re

import pytest
from django import forms


class HouseholdForm(forms.Form):
    name = forms.CharField(label="Họ tên", help_text="Có dấu.")
    phone = forms.CharField(label="Điện thoại", required=False)
    ward = forms.ChoiceField(label="Phường", choices=[("1", "Huyền Tụng")])
    water = forms.ChoiceField(
        label="Nước", choices=[("a", "Đạt"), ("b", "Thiếu")], widget=forms.RadioSelect
    )
    merit = forms.BooleanField(label="Có công", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        widget=forms.Textarea(attrs={"class": "tall", "autocomplete": "off"}),
    )


def tag(html, field_id):
    return re.search(rf"<(?:input|select|textarea)[^>]*id=\"{field_id}\"[^>]*>", html).group()


def test_a_field_names_its_hint():
    html = str(HouseholdForm())

    assert 'aria-describedby="id_name_helptext"' in tag(html, "id_name")
    assert 'id="id_name_helptext"' in html


def test_a_wrong_field_names_its_error_after_its_hint():
    html = str(HouseholdForm({"phone": "1"}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in tag(html, "id_name")
    assert 'aria-invalid="true"' in tag(html, "id_name")
    assert 'id="id_name_error"' in html


def test_a_right_field_has_neither():
    html = tag(str(HouseholdForm({"phone": "1"})), "id_phone")

    assert "aria-invalid" not in html
    assert "aria-describedby" not in html


def test_the_summary_links_to_every_wrong_field():
    html = str(HouseholdForm({}))

    assert 'role="alert"' in html
    for anchor in ("id_name", "id_ward", "id_water_0"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html


def test_a_fresh_form_has_no_summary():
    assert 'role="alert"' not in str(HouseholdForm())


def test_what_was_typed_is_kept():
    html = str(HouseholdForm({"phone": "0209 3 870 123", "note": "Nhà <xa>"}))

    assert 'value="0209 3 870 123"' in html
    assert "Nhà &lt;xa&gt;" in html


def test_only_required_fields_carry_the_mark():
    form = HouseholdForm()

    assert "bắt buộc" in form["name"].as_field_group()
    assert "bắt buộc" not in form["phone"].as_field_group()


def test_radio_buttons_stand_under_a_legend():
    html = HouseholdForm({})["water"].as_field_group()

    assert "<legend" in html
    assert '<fieldset aria-describedby="id_water_error">' in html


def test_own_classes_of_a_widget_are_kept():
    html = tag(str(HouseholdForm()), "id_note")

    assert 'class="input tall"' in html
    assert 'autocomplete="off"' in html


def test_errors_of_the_whole_form_and_of_hidden_fields_are_shown():
    form = HouseholdForm({})
    form.add_error(None, "Hộ này đã có.")
    form.add_error("token", "Biểu mẫu đã gửi rồi.")

    html = str(form)

    assert "Hộ này đã có." in html
    assert "Biểu mẫu đã gửi rồi." in html


@pytest.fixture
def formset():
    factory = forms.formset_factory(HouseholdForm, extra=0)
    return factory({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-phone": "1"})


def test_a_formset_has_one_summary_that_names_the_row(formset):
    html = str(formset)

    assert html.count('role="alert"') == 1
    assert 'href="#id_form-1-name"' in html
    assert "Dòng 2" in html
    assert "form-TOTAL_FORMS" in html


def test_forms_carry_no_inline_style_or_script():
    html = str(HouseholdForm({}))

    assert not re.search(r"\sstyle=|\son\w+=|<script", html)
