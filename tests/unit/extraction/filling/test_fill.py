import pytest

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.field_labels import unnamed
from docusnap.extraction.filling.fill import fill_fields

PASSPORT = LibraryEntry(
    "doc",
    "passport",
    "Anna Maria Eriksson Passport",
    ("Identity", "Passport"),
    kv={
        "Surname": "ERIKSSON",
        "Given names": "ANNA MARIA",
        "Document number": "L898902C3",
        "Nationality": "UTO",
        "Date of birth": "Aug 12, 1974",
        "Sex": "F",
        "Date of expiry": "Apr 15, 2032",
    },
)
LETTER = LibraryEntry(
    "doc",
    "letter",
    "Welcome letter",
    ("Letter",),
    kv={
        "Name": "Anna Eriksson",
        "Address": "12 Long Road, 43300 Utopia City, Utopia",
        "E-mail": "anna@example.org",
        "Tel": "+43 1 234567",
        "Date": "Jan 05, 2024",
    },
)
RECEIPT = LibraryEntry(
    "doc",
    "receipt",
    "KEDAI SINAR Receipt",
    ("Receipt",),
    kv={
        "Company": "KEDAI SINAR",
        "Address": "1 Shop Street",
        "Date": "Dec 25, 2018",
        "Total": "28.00",
        "Tel": "07-3551616",
    },
)
LIBRARY = (RECEIPT, LETTER, PASSPORT)


def filled(*fields, library=LIBRARY, known=None):
    answer = fill_fields(fields, library, known or {})
    return {label: f.value for label, f in answer.filled.items()}


@pytest.mark.parametrize(
    ("label", "value", "source"),
    [
        ("Last name", "ERIKSSON", "passport"),
        ("Family Name:", "ERIKSSON", "passport"),
        ("Nachname", "ERIKSSON", "passport"),
        ("Apellidos", "ERIKSSON", "passport"),
        ("First name(s)", "ANNA MARIA", "passport"),
        ("Prénom", "ANNA MARIA", "passport"),
        ("Full legal name", "ANNA MARIA ERIKSSON", "passport"),
        ("Applicant's name (in block letters)", "ANNA MARIA ERIKSSON", "passport"),
        ("Name (last, first)", "ERIKSSON, ANNA MARIA", "passport"),
        ("Name, Vorname", "ERIKSSON, ANNA MARIA", "passport"),
        ("姓名", "ANNA MARIA ERIKSSON", "passport"),
        ("姓名 Name", "ANNA MARIA ERIKSSON", "passport"),
        ("Date of Birth (DD/MM/YYYY)", "12/08/1974", "passport"),
        ("dateOfBirth", "1974-08-12", "passport"),
        ("Birth date", "1974-08-12", "passport"),
        ("Geburtsdatum", "1974-08-12", "passport"),
        ("Tarikh lahir", "1974-08-12", "passport"),
        ("Gender", "F", "passport"),
        ("Citizenship", "UTO", "passport"),
        ("Passport No.", "L898902C3", "passport"),
        ("Passport expiry date", "2032-04-15", "passport"),
        ("Home address", "12 Long Road, 43300 Utopia City, Utopia", "letter"),
        ("ZIP code", "43300", "letter"),
        ("City", "Utopia City", "letter"),
        ("Email address", "anna@example.org", "letter"),
        ("Telephone", "+43 1 234567", "letter"),
        ("Receipt date", "2018-12-25", "receipt"),
        ("Pasport expiry date", "2032-04-15", "passport"),
        ("Address. f you have a P.O. box, see instructions", "12 Long Road, 43300 Utopia City, Utopia", "letter"),
    ],
)
def test_a_field_is_filled_from_what_the_library_calls_otherwise(label, value, source):
    answer = fill_fields([label], LIBRARY, {})
    assert {name: (f.value, f.source.id) for name, f in answer.filled.items()} == {label: (value, source)}
    assert answer.missing == ()


@pytest.mark.parametrize(
    "label",
    [
        "Spouse's name",
        "Name of spouse",
        "Name (spouse)",
        "Mother's maiden name",
        "Father's full name",
        "Child's date of birth",
        "Emergency contact",
        "Emergency contact phone",
        "Name of witness",
        "Cardholder name",
        "Signature",
        "Signature of applicant",
        "Date",
        "Date signed",
        "Today's date",
        "Employer",
        "Company name",
        "Employer's address",
        "Work phone",
        "Billing address",
        "Place of birth",
        "Country of birth",
        "ID card number",
        "Document number",
        "Date of expiry",
        "Previous name",
        "Game",
        "Password",
        "Phone number of your doctor",
        "Bank name",
        "Middle name",
        "Amount",
        "Store",
        "Fax",
        "Number",
        "",
        "配偶姓名",
        "☐",
    ],
)
def test_what_another_field_asks_is_left_blank(label):
    answer = fill_fields([label], LIBRARY, {})
    assert answer.filled == {}
    assert answer.missing == (label,)


def test_missing_fields_come_in_the_forms_order():
    answer = fill_fields(["Signature", "Last name", "Fax", "Employer"], LIBRARY, {})
    assert answer.missing == ("Signature", "Fax", "Employer")


def test_an_expiry_is_that_of_the_paper_that_the_form_asks_for():
    assert filled("Passport number", "Date of expiry")["Date of expiry"] == "2032-04-15"
    assert "Date of expiry" not in filled("ID card number", "Date of expiry")
    assert "Date of expiry" not in filled("Passport number", "Driving licence number", "Date of expiry")


def test_a_full_name_is_taken_apart_where_that_is_safe():
    def library(name):
        return (LibraryEntry("doc", "1", "Letter", kv={"Name": name}),)

    assert filled("First name", "Last name", library=library("Jane Smith")) == {
        "First name": "Jane",
        "Last name": "Smith",
    }
    assert filled("First name", "Last name", library=library("Smith, Jane")) == {
        "First name": "Jane",
        "Last name": "Smith",
    }
    assert filled("First name", "Last name", library=library("John F. Smith")) == {
        "First name": "John",
        "Last name": "Smith",
    }
    for unsafe in ("Tan Woon Yann", "Tan Wei", "Ana García López", "Aminah binti Osman", "张伟", "Smith"):
        assert filled("First name", "Last name", library=library(unsafe)) == {}


def test_the_most_recent_of_equal_sources_wins():
    old = LibraryEntry("doc", "old", "Letter", kv={"Address": "1 Old Street", "Date": "Mar 01, 2019"})
    new = LibraryEntry("doc", "new", "Letter", kv={"Address": "2 New Street", "Date": "Feb 01, 2021"})
    assert filled("Address", library=(new, old)) == filled("Address", library=(old, new)) == {"Address": "2 New Street"}


def test_equal_sources_that_disagree_fill_nothing():
    one = LibraryEntry("doc", "1", "Letter", kv={"Phone": "030 123456"})
    two = LibraryEntry("doc", "2", "Letter", kv={"Phone": "030 654321"})
    assert filled("Phone", library=(one, two)) == {}


def test_an_official_paper_goes_before_a_newer_letter():
    letter = LibraryEntry(
        "doc", "l", "Letter", kv={"Name": "Anna Erikson", "Date of birth": "Aug 13, 1974", "Date": "Jan 05, 2030"}
    )
    assert filled("Date of birth", library=(letter, PASSPORT)) == {"Date of birth": "1974-08-12"}


def test_the_form_says_whose_it_is():
    other = LibraryEntry(
        "doc",
        "other",
        "Passport",
        ("Passport",),
        kv={"Surname": "SMITH", "Given names": "JOHN", "Date of birth": "Jan 02, 1980"},
    )
    library = (PASSPORT, other)
    assert filled("Date of birth", library=library, known={"Full name": "John Smith"}) == {
        "Date of birth": "1980-01-02"
    }
    assert filled("Date of birth", library=library, known={"Last name": "Eriksson"}) == {"Date of birth": "1974-08-12"}
    assert filled("Date of birth", library=library, known={"Name": "Peter Miller"}) == {}
    assert filled("Date of birth", library=library, known={"Spouse's name": "John Smith"}) == {}


def test_without_knowing_whose_form_it_is_two_people_fill_nothing():
    other = LibraryEntry(
        "doc", "other", "Passport", ("Passport",), kv={"Surname": "SMITH", "Given names": "JOHN", "Sex": "M"}
    )
    assert filled("Sex", "Date of purchase", library=(PASSPORT, other, RECEIPT)) == {"Date of purchase": "2018-12-25"}


def test_a_form_of_a_spouse_answers_for_the_spouse_only():
    form = LibraryEntry(
        "form", "f", "Old form", ("Form",), kv={"Name": "Anna Eriksson", "Spouse's name": "Jon Eriksson"}
    )
    assert filled("Name of spouse", "Name", library=(form,)) == {
        "Name of spouse": "Jon Eriksson",
        "Name": "Anna Eriksson",
    }


def test_two_receipts_do_not_tell_which_is_meant():
    second = LibraryEntry(
        "doc", "r2", "OTHER Receipt", ("Receipt",), kv={"Company": "OTHER", "Total": "5.00", "Date": "Dec 26, 2018"}
    )
    assert filled("Merchant", "Total", "Receipt date", library=(RECEIPT, second)) == {}


def test_a_field_that_is_asked_twice_is_not_guessed():
    assert fill_fields(["Name", "Name"], LIBRARY, {}).missing == ("Name",)


def test_of_what_a_form_asks_several_times_only_what_says_your_is_filled():
    fields = ("Your e-mail", "E-mail address", "Phone", "Phone no.", "Last name", "Last name (2)")
    assert filled(*fields) == {"Your e-mail": "anna@example.org"}
    assert filled("Your e-mail", "Your e-mail address") == {}
    assert filled("Your last name", "Your spouse's last name", "Last name") == {"Your last name": "ERIKSSON"}


def test_a_name_printed_under_a_signature_is_no_second_person():
    assert set(filled("Name", "Signature", "Print name")) == {"Name", "Print name"}


def test_the_initial_beside_a_first_name_does_not_hide_what_is_asked():
    assert filled("Your first name and initial") == {"Your first name and initial": "ANNA MARIA"}


def test_columns_of_a_table_are_not_about_the_person():
    assert filled("Passport No.", "(1) First name", "(2) Date of birth", "City", "Email") == filled(
        "Passport No.", "City", "Email"
    )
    assert filled("(1) First name") == {}


def test_a_form_that_numbers_all_its_fields_is_filled():
    assert set(filled("(1) First name", "(2) Last name", "(3) Sex")) == {"(1) First name", "(2) Last name", "(3) Sex"}


@pytest.mark.parametrize("other", ["Emergency contact", "Designee’s", "Paid preparer", "Witness", "Dependents"])
def test_what_follows_another_person_is_asked_of_them(other):
    assert filled("Passport No.", other, "Name", "Phone") == {"Passport No.": "L898902C3"}


def test_a_person_who_is_asked_of_again_is_the_forms_own():
    assert set(filled("Spouse's name", "Date of birth", "Your nationality", "Phone")) == {"Your nationality", "Phone"}
    assert set(filled("Witness name", "Phone", "Name", "Sex")) == {"Name", "Sex"}


def test_an_address_after_a_spouse_is_that_of_the_household():
    assert set(filled("Name", "Spouse's name", "Address", "Sex")) == {"Name", "Address"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Date of purchase", "hello"),
        ("E-mail", "not an email"),
        ("Phone", "see letterhead"),
        ("Total amount", "twelve"),
        ("Born on", "Graz"),
    ],
)
def test_a_value_of_another_shape_than_the_field_asks_is_not_filled(field, value):
    entry = LibraryEntry(
        "doc", "1", "Receipt" if "purchase" in field or "amount" in field else "Letter", kv={field: value}
    )
    answer = fill_fields([field, "Purchase date"], (entry,), {})
    assert (answer.filled, answer.missing) == ({}, (field, "Purchase date"))


def test_a_field_without_a_name_is_never_filled():
    label = unnamed(1, 12)
    assert filled(label, library=(LibraryEntry("form", "1", "Form", kv={label: "hello"}),)) == {}


def test_a_field_of_no_known_kind_is_filled_by_the_very_same_key():
    card = LibraryEntry("doc", "c", "Library card", kv={"Reader no.": "77-31", "Blood group": "0+"})
    assert filled("Reader number", "Group", library=(card,)) == {"Reader number": "77-31"}


def test_empty_values_fill_nothing():
    assert filled("Fax", "Phone", library=(LibraryEntry("doc", "1", kv={"Fax": "n/a", "Phone": "____"}),)) == {}
    assert filled("Phone", library=()) == {}


def test_an_expense_form_is_filled_from_the_receipt():
    assert filled("Merchant", "Total amount", "Invoice date", "Address", library=(RECEIPT,)) == {
        "Merchant": "KEDAI SINAR",
        "Total amount": "28.00",
        "Invoice date": "2018-12-25",
    }


def test_a_family_name_alone_does_not_tell_two_members_apart():
    son = LibraryEntry(
        "doc",
        "son",
        "Passport",
        ("Passport",),
        kv={"Surname": "ERIKSSON", "Given names": "JON", "Sex": "M", "Date of expiry": "Apr 15, 2034"},
    )
    assert filled("Sex", library=(PASSPORT, son), known={"Last name": "Eriksson"}) == {}
    assert filled("Sex", library=(PASSPORT, son), known={"Last name": "Eriksson", "First name": "Jon"}) == {"Sex": "M"}


def test_names_that_differ_by_a_letter_are_two_people():
    entry = LibraryEntry("doc", "1", "Letter", kv={"Name": "Mario Hernandez Lopez", "Phone": "030 123456"})
    assert filled("Phone", library=(entry,), known={"Name": "Maria Hernandez Lopez"}) == {}
    umlaut = LibraryEntry("doc", "1", "Passport", kv={"Name": "JOERG MUELLER", "Phone": "030 123456"})
    assert filled("Phone", library=(umlaut,), known={"Name": "Jörg Müller"}) == {"Phone": "030 123456"}


def test_an_entry_with_another_birth_date_than_the_form_is_another_persons():
    assert filled("Sex", library=(PASSPORT,), known={"Date of birth": "1974-08-12"}) == {"Sex": "F"}
    assert filled("Sex", library=(PASSPORT,), known={"Date of birth": "1975-08-12"}) == {}


def test_words_that_say_little_are_not_enough_for_a_match():
    entry = LibraryEntry("doc", "1", "Letter", kv={"Title": "The Sea", "Reference": "77"})
    assert filled("Title", "Reference", library=(entry,)) == {}


TAX_FORM = """
Your first name and middle initial|Last name|Your social security number
If joint return, spouse’s first name and middle initial|Last name (2)|Spouse’s social security number
Home address (number and street). If you have a P.O. box, see instructions|Apt. no
City, town, or post office. If you have a foreign address, also complete spaces below|State|ZIP code
Foreign country name|Foreign postal code|Spouse|(1) First name|Dependent 2|(2) Last name|Dependent 3|(3) SSN
Total amount from Form(s) W-2, box 1 (see instructions)|Household employee wages not reported on Form(s) W-2
Tip income not reported on line 1a (see instructions)|Tax-exempt interest|b Taxable interest|Qualified dividends
b Ordinary dividends|Line 3a|b Taxable amount|Capital gain or (loss). Attach Schedule D if required
Includes child’s capital gain or (loss)|Spouse (2)
2025 estimated tax payments and amount applied from 2024 return|enter their SSN (see instructions)
Routing number|Account number|Designee’s name|Phone|Personal identification number (PIN)
Your occupation|(see inst.)|Spouse’s occupation|(see inst.) (2)|Phone no|Email address
Preparer’s name|PTIN|Firm’s name|Phone no (2)|Firm’s address|Firm’s EIN
""".strip().replace("\n", "|")
"""Labels of the form 1040 for 2025, a work of the United States government, in the form's order."""
TAXPAYER = {
    "First name": ("Mara J", "Your first name and middle initial"),
    "Last name": ("Lindholm", "Last name"),
    "Social security number": ("000-12-3456", "Your social security number"),
    "Spouse's first name": ("Tomas K", "If joint return, spouse’s first name and middle initial"),
    "Spouse's last name": ("Lindholm-Roe", "Last name (2)"),
    "Spouse's social security number": ("000-65-4321", "Spouse’s social security number"),
    "Home address": ("7 Ropewalk", "Home address (number and street). If you have a P.O. box, see instructions"),
    "Apartment number": ("4B", "Apt. no"),
    "City": (
        "Springfield",
        "City, town, or post office. If you have a foreign address, also complete spaces below",
    ),
    "State": ("IL", "State"),
    "ZIP code": ("62704", "ZIP code"),
    "Wages": ("64200", "Total amount from Form(s) W-2, box 1 (see instructions)"),
    "Tip income": ("120", "Tip income not reported on line 1a (see instructions)"),
    "Tax-exempt interest": ("45", "Tax-exempt interest"),
    "Taxable interest": ("312", "b Taxable interest"),
    "Qualified dividends": ("400", "Qualified dividends"),
    "Ordinary dividends": ("510", "b Ordinary dividends"),
    "Capital gain": ("900", "Capital gain or (loss). Attach Schedule D if required"),
    "Estimated tax payments": ("1500", "2025 estimated tax payments and amount applied from 2024 return"),
    "Routing number": ("021000021", "Routing number"),
    "Account number": ("5550123456", "Account number"),
    "Designee's name": ("Ann Berg", "Designee’s name"),
    "Designee's phone": ("217-555-0199", "Phone"),
    "Occupation": ("Surveyor", "Your occupation"),
    "Spouse's occupation": ("Nurse", "Spouse’s occupation"),
    "Phone number": ("217-555-0134", "Phone no"),
    "Email address": ("mara@example.org", "Email address"),
    "Preparer's name": ("Lee Wong", "Preparer’s name"),
    "Firm's name": ("Wong Tax LLC", "Firm’s name"),
    "Firm's EIN": ("00-3456789", "Firm’s EIN"),
}


def test_thirty_facts_of_a_taxpayer_go_into_their_blanks_and_none_into_another() -> None:
    profile = LibraryEntry("doc", "profile", "Profile", kv={key: value for key, (value, _) in TAXPAYER.items()})
    answer = fill_fields(TAX_FORM.split("|"), [profile], {})
    told = {label: filled.value for label, filled in answer.filled.items()}
    wanted = {label: value for value, label in TAXPAYER.values()}
    assert {label: value for label, value in told.items() if wanted.get(label) != value} == {}
    assert len(told) >= 27
