"""The values of an answer as programs take them."""

from docusnap.domain.result import Evidence
from docusnap.evidence.typed import machine_name, typed_values


def typed(kv, *rows, page_of, day_first=True):
    return {value.label: value for value in typed_values(kv, {}, [page_of(*rows)], day_first=day_first)}


def test_known_labels_have_a_stable_key_and_others_their_own_name():
    names = ["TOTAL:", "Grand Total", "合计", "Invoice No.", "Company", "Último apellido", "部门", "(…)"]
    assert [machine_name(n) for n in names] == [
        "total", "total", "total", "invoice_number", "company", "ultimo_apellido", "部门", "value",
    ]  # fmt: skip


def test_no_two_values_share_a_key(page_of):
    values = typed({"Total": "9.00", "TOTAL": "9.00", "Grand total": "9.00"}, page_of=page_of)
    assert [v.key for v in values.values()] == ["total", "total_2", "total_3"]


def test_sums_take_the_currency_of_the_document(page_of):
    values = typed({"Total": "9.00", "Currency": "MYR"}, page_of=page_of)
    assert values["Total"].normalized == {"amount": "9.00", "currency": "MYR"}


def test_a_printed_sign_beside_the_sum_names_its_currency(page_of):
    evidence = {"Total": Evidence(1, (0, 0, 9, 9), "€ 9.00", 1.0)}
    (value,) = typed_values({"Total": "9.00"}, evidence, [page_of("€ 9.00")], day_first=True)
    assert value.normalized == {"amount": "9.00", "currency": "EUR"}


def test_a_date_as_printed_that_may_mean_two_days_is_flagged(page_of):
    value = typed({"Birthday": "03/04/1980"}, "Birthday 03/04/1980", page_of=page_of)["Birthday"]
    assert (value.normalized, value.warnings) == ("1980-04-03", ("ambiguous_date",))


def test_the_order_of_other_dates_on_the_page_settles_it(page_of):
    value = typed({"Birthday": "03/04/1980"}, "Issued 12/25/2019", "Birthday 03/04/1980", page_of=page_of)["Birthday"]
    assert (value.normalized, value.warnings) == ("1980-03-04", ())


def test_a_date_that_can_mean_one_day_only_is_not_flagged(page_of):
    value = typed({"Date": "Apr 03, 1980"}, "03/04/1980", page_of=page_of)["Date"]
    assert (value.normalized, value.warnings) == ("1980-04-03", ())
