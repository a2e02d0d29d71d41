"""Fields of forms with all that is printed around them: whose they are, which is meant, and why one stays empty."""

from dataclasses import replace

import pytest

from docusnap.domain.answer import Blank, Choice, LibraryEntry
from docusnap.extraction.filling.fill import fill_fields

PERSON = {
    "First name": "Maria",
    "Middle name": "Luisa",
    "Last name": "Hartmann",
    "Social security number": "412-55-0187",
    "Date of birth": "14 March 1984",
    "Address": "2207 Alder Creek Road Apt 4B, Madison, WI 53704",
    "Phone": "(608) 555-0142",
    "Spouse first name": "Jonas",
    "Spouse SSN": "398-21-4460",
    "Children.1.First name": "Emil",
    "Children.2.First name": "Nora",
    "Filing status": "Married filing jointly",
    "Digital assets": "No",
    "Account type": "Checking",
    "Taxable IRA distributions": "2,400",
    "IRA distributions": "3,000",
    "Federal income tax withheld (Form 1099)": "420",
}


def entry(kv, title="Profile", **more):
    return LibraryEntry("doc", "p", title, kv=kv, **more)


def answers(*blanks, kv=PERSON, library=None):
    """The value of each field by its label, or the code of the reason."""
    found = fill_fields(blanks, library or [entry(kv)], {}, day_first=False)
    return {f.blank.label: f.value.value if f.value else f.answer.code for f in found.fields}


def text(label, **around):
    return Blank(label, 1, (0, 0, 100, 20), **around)


def tick(label, **around):
    return Blank(label, 1, (0, 0, 10, 10), type="check_box", choices=(Choice(label, (0, 0, 10, 10)),), **around)


def test_a_column_tells_which_child_is_meant():
    told = answers(
        text("First name", row="First name", column="Child 1"),
        text("First name (2)", row="First name", column="Child 2"),
        text("First name (3)", row="First name", column="Child 3"),
    )
    assert told == {"First name": "Emil", "First name (2)": "Nora", "First name (3)": "someone_elses_field"}


def test_a_section_tells_whose_a_field_is():
    told = answers(text("Phone", section="Third Party Designee"), text("Phone (2)", section="Sign Here"))
    assert told == {"Phone": "someone_elses_field", "Phone (2)": "(608) 555-0142"}


def test_a_part_of_a_line_is_told_by_the_line_it_is_a_part_of():
    told = answers(
        text("Taxable amount", line="4b", row="Taxable amount", part_of="IRA distributions"),
        text("Taxable amount (2)", line="5b", row="Taxable amount", part_of="Pensions and annuities"),
        text("Unnamed field, page 1 (1)", line="4a", row="IRA distributions"),
        text("Unnamed field, page 2 (1)", line="25a", row="Form(s) W-2", part_of="Federal income tax withheld from:"),
        text("Unnamed field, page 2 (2)", line="25b", row="Form(s) 1099", part_of="Federal income tax withheld from:"),
    )
    assert list(told.values()) == ["2,400", "not_in_library", "3,000", "not_in_library", "420"]


def test_what_the_title_of_an_entry_says_counts_for_its_keys():
    w2 = entry({"Federal income tax withheld": "9,870"}, title="Form W-2 2025")
    field = text("a", line="25a", row="Form(s) W-2", part_of="Federal income tax withheld from:")
    assert answers(field, library=[w2]) == {"a": "9,870"}


def test_an_address_is_given_in_the_parts_that_a_form_asks_for():
    told = answers(*map(text, ("Home address (number and street)", "Apt. no.", "City", "State", "ZIP code")))
    assert list(told.values()) == ["2207 Alder Creek Road", "4B", "Madison", "WI", "53704"]
    told = answers(*map(text, ("Home address (number and street)", "City")))
    assert list(told.values()) == ["2207 Alder Creek Road Apt 4B", "Madison"]
    assert answers(text("Address")) == {"Address": PERSON["Address"]}


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("Date of birth (MM/DD/YYYY)", "03/14/1984"),
        ("Geburtsdatum (TT.MM.JJJJ)", "14.03.1984"),
        ("Date de naissance (JJ/MM/AAAA)", "14/03/1984"),
        ("Date of birth (YYYY-MM-DD)", "1984-03-14"),
        ("Date of birth", "1984-03-14"),
    ],
)
def test_a_date_is_written_as_the_field_shows(label, written):
    assert answers(text(label)) == {label: written}


def test_a_number_is_written_without_dashes_where_they_have_no_room():
    assert answers(text("SSN", max_length=9)) == {"SSN": "412550187"}
    assert answers(text("SSN", max_length=11)) == {"SSN": "412-55-0187"}
    assert answers(text("Last name", max_length=4)) == {"Last name": "too_long"}


def test_a_first_name_and_initial_are_the_first_name_and_an_initial():
    assert answers(text("Your first name and middle initial")) == {"Your first name and middle initial": "Maria L"}


def test_an_option_is_ticked_by_its_name_and_the_others_are_not():
    around = {"section": "Filing Status Check only one box"}
    told = answers(
        tick("Single", **around),
        tick("Married filing jointly (even if only one had income)", **around),
        tick("Married filing separately (MFS). Enter spouse's SSN above", **around),
    )
    assert list(told.values()) == ["not_chosen", "☑", "not_chosen"]


def test_a_tick_stands_in_the_check_box_and_not_in_the_middle_of_its_blank():
    wide = replace(tick("Checking", part_of="Refund account"), box=(0, 0, 180, 12))
    (field,) = fill_fields([wide], [entry(PERSON)], {}).fields
    assert (field.value.value, field.value.box) == ("☑", (0, 0, 10, 10))


def test_yes_or_no_is_ticked_where_the_question_is_the_one_that_was_answered():
    told = answers(
        tick("Yes", section="Digital Assets", row="did you sell a digital asset?"),
        tick("No", section="Digital Assets", row="did you sell a digital asset?"),
        tick("Yes (2)", section="Election", row="Do you want to vote?"),
    )
    assert told == {"Yes": "not_chosen", "No": "☑", "Yes (2)": "not_in_library"}


def test_of_several_accounts_the_first_is_meant():
    told = answers(
        tick("Checking", part_of="Deposit in first account"), tick("Checking (2)", part_of="Deposit in second account")
    )
    assert told == {"Checking": "☑", "Checking (2)": "not_in_library"}


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Your signature", "signature"),
        ("Date signed", "signature"),
        ("Password", "secret"),
        ("Unnamed field, page 1 (3)", "unsure_which_field"),
        ("Fax", "not_in_library"),
        ("Preparer's name", "someone_elses_field"),
    ],
)
def test_an_empty_field_says_why(label, code):
    assert answers(text(label)) == {label: code}


def test_two_values_that_differ_are_both_shown():
    library = [entry({"Occupation": "Teacher"}), LibraryEntry("doc", "q", "Letter", kv={"Occupation": "Nurse"})]
    (field,) = fill_fields([text("Occupation")], library, {}).fields
    assert field.answer.code == "conflict"
    assert {(c.value, c.source.id) for c in field.answer.candidates} == {("Teacher", "p"), ("Nurse", "q")}


def test_a_value_that_is_not_what_the_field_asks_is_shown_but_not_filled_in():
    (field,) = fill_fields([text("Date of birth")], [entry({"Date of birth": "unclear"})], {}).fields
    assert (field.answer.code, field.answer.candidates[0].value) == ("wrong_type", "unclear")


def test_a_filled_field_names_the_keys_that_it_comes_from():
    (field,) = fill_fields([text("Full name")], [entry({"First name": "Maria", "Last name": "Hartmann"})], {}).fields
    assert (field.value.value, set(field.value.keys)) == ("Maria Hartmann", {"First name", "Last name"})


def test_a_value_put_together_from_two_keys_says_where_each_stands():
    stand = {"First name": {"page": 1, "box": (0, 0, 9, 9)}, "Last name": {"page": 1, "box": (20, 0, 29, 9)}}
    known = entry({"First name": "Maria", "Last name": "Hartmann"}, evidence=stand)
    (field,) = fill_fields([text("Full name")], [known], {}).fields
    told = field.value.source_json()
    assert [told["evidence"], *told["further"]] == [stand["First name"], stand["Last name"]]


def test_what_stands_nowhere_on_its_page_is_not_used():
    doubted = entry({"Occupation": "Pilot"}, doubts={"Occupation": ("not_on_page",)})
    assert answers(text("Occupation"), library=[doubted]) == {"Occupation": "not_in_library"}


def test_a_parent_fills_in_the_form_about_the_children():
    told = answers(
        text("First name", section="Part I Parent or guardian"), text("Name", row="First name", column="Child 1")
    )
    assert told == {"First name": "Maria", "Name": "Emil"}


def test_a_field_whose_like_is_counted_elsewhere_is_left_open():
    kv = {"Routing number": "275071385"}
    told = answers(
        text("Routing number", part_of="Deposit in first account", line="1b", row="Routing number"),
        text("Routing number (2)"),
        kv=kv,
    )
    assert told == {"Routing number": "275071385", "Routing number (2)": "unsure_which_field"}


@pytest.mark.parametrize(
    "label", ["Vorname", "Prénom", "Nombre de pila", "Nama depan", "First name", "名", "Given name"]
)
def test_labels_of_several_languages_ask_for_the_same(label):
    assert answers(text(label)) == {label: "Maria"}


@pytest.mark.parametrize(
    "label", ["Postal code", "PLZ", "Code postal", "Código postal", "Poskod", "Kode pos", "邮编", "ZIP code"]
)
def test_postal_codes_of_several_languages(label):
    assert answers(text(label)) == {label: "53704"}


def test_of_a_question_with_several_boxes_the_box_of_the_answer_is_told():
    boxes = (Choice("Checking", (0, 0, 10, 10)), Choice("Savings", (50, 0, 60, 10)))
    question = Blank("c Type", 1, (0, 0, 90, 10), type="choice", choices=boxes, row="Type: Checking Savings")
    (field,) = fill_fields([question], [entry({"Account type": "Savings"})], {}).fields
    assert (field.value.value, field.value.box) == ("Savings", (50, 0, 60, 10))


def test_a_space_over_the_columns_of_several_children_is_left_open():
    wide = text("First name", row="First name", column="Dependent 1 Dependent 2")
    assert answers(wide) == {"First name": "unsure_which_field"}
