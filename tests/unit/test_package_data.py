"""Files that ship with the package are found in a checkout; the wheel's are tried by the acceptance tests."""

import pytest

from docusnap.package_data import package_text


@pytest.mark.parametrize("name", ["schema.sql", "prompts/document.md", "prompts/fields.md"])
def test_files_that_ship_with_the_package_are_found(name):
    assert package_text(name).strip()


def test_a_file_that_does_not_exist_is_named():
    with pytest.raises(FileNotFoundError, match=r"nowhere\.md"):
        package_text("prompts/nowhere.md")
