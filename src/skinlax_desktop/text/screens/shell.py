"""Words of the window around the screens."""

from skinlax_desktop.text.language import translate

NO_PATIENT = translate("No patient open")
LOCK = translate("Lock")
KEYS = translate("Keys")
KEYS_TITLE = translate("Keys on this screen")
KEYS_EVERYWHERE = translate("Keys everywhere")
CLOSE = translate("Close")
STEPS = translate("Steps of the visit")
HEADER = translate("Patient, visit and station")
STEP_LABELS = {
    "sign_in": translate("Sign in"),
    "first_run": translate("Set up"),
    "patients": translate("Patients"),
    "patient": translate("Patient"),
    "capture": translate("Capture"),
    "review": translate("Review"),
    "scene": translate("3D"),
    "simulation": translate("Simulate"),
    "report": translate("Report"),
    "calibration": translate("Station"),
}
MARK_WORDS = {
    "none": "",
    "done": translate("done"),
    "started": translate("begun"),
    "warning": translate("needs attention"),
}
SAVED = translate("Saved")
SAVING = translate("Saving")
NOT_SAVED = translate("Not saved")
SAVED_SENTENCE = translate("Everything of this visit is in the record.")
SAVING_SENTENCE = translate("The last change is being written.")
NOT_SAVED_SENTENCE = translate("The last change is not in the record yet. Keep the program open.")
CLOSE_UNSAVED = translate("The last change is not in the record.")
CLOSE_UNSAVED_LOSS = translate("It is safe while the program stays open.")
KEEP_OPEN = translate("Keep open")
CLOSE_ANYWAY = translate("Close and lose it")
CAMERA = translate("Camera")
RING = translate("Ring")
CAMERA_WAITS = translate("The camera is not open yet.")
RING_WAITS = translate("The ring is not open yet.")
RING_OK = translate("The ring answers.")
DEVICE_SENTENCE = translate("The models run on the {name} of this computer.")
