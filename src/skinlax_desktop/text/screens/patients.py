"""Words of the patient list and of one patient."""

from skinlax_desktop.text.language import translate

TITLE = translate("Patients")
SEARCH = translate("Search name, initials or record number")
ALL = translate("All")
TODAY = translate("Today")
WHICH = translate("Which patients")
NEW = translate("New patient")
EDIT = translate("Edit")
OPEN = translate("Open patient")
LIST = translate("Patients")
COLUMNS = (
    translate("Name"),
    translate("Record no."),
    translate("Born"),
    translate("Last visit"),
    translate("Visits"),
)
EMPTY_TITLE = translate("No patient yet")
EMPTY_CLINIC = translate("Add the first patient to begin.")
ADD_FIRST = translate("Add the first patient")
NOBODY_TODAY = translate("Nobody was seen today yet.")
NO_MATCH = translate("No patient matches. Check the spelling, or add a new one.")
ONE_FOUND = translate("1 patient")
MANY_FOUND = translate("{count} patients")
NEVER = translate("never")
TODAY_WORD = translate("today")

NEW_TITLE = translate("New patient")
EDIT_TITLE = translate("Edit patient")
FAMILY_NAME = translate("Family name")
GIVEN_NAME = translate("Given name")
BIRTH_DATE = translate("Born (year-month-day)")
SEX = translate("Sex")
SEXES = (("", translate("not said")), ("F", translate("female")), ("M", translate("male")), ("X", translate("other")))
RECORD_NUMBER = translate("Record number")
FITZPATRICK = translate("Skin type (Fitzpatrick)")
MONK = translate("Skin tone (Monk)")
UNKNOWN = translate("unknown")
NOTES = translate("Notes")
SAVE = translate("Save patient")
CANCEL = translate("Cancel")
NAME_MISSING = translate("Type at least a family name.")
DATE_WRONG = translate("Write the birth date as 1964-05-31.")
DATE_AHEAD = translate("The birth date lies in the future.")

START_VISIT = translate("Start a visit")
OPEN_VISIT = translate("Open visit")
VISITS = translate("Visits")
NO_VISIT = translate("No visit yet. Start the first one.")
VIEWS_TAKEN = translate("{taken} of 5 views")
MEASURED = translate("measured")
NOT_MEASURED = translate("not measured yet")
BY = translate("by {operator}")
AGE = translate("{years} years")
SEX_WORDS = {"F": translate("female"), "M": translate("male"), "X": translate("other")}
SKIN = translate("skin type {fitzpatrick}")
TONE = translate("tone {monk}")
RECORD = translate("record {number}")
CONTINUE = translate("Today's visit is open. Go on with it.")
STEP_TITLE = translate("Patient")
