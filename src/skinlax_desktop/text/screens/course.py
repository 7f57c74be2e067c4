"""Words of the course panel beside a patient's visits."""

from skinlax_desktop.text.language import translate

OPEN = translate("Course and forecast")
HINT = translate("Forecast, next visit, position among others")
CLOSE = translate("Close")
CONSENT = translate("The patient lets others of this clinic be compared with these values")
NOTE_DOWN = translate("Write down")
TREATMENT = translate("Treatment given")
TREATED_ON = translate("On (year-month-day)")
TREATED_ZONE = translate("Zone")
WHOLE_FACE = translate("Whole face")
KEEP_TREATMENT = translate("Keep the treatment")
TREATMENT_KEPT = translate("Kept: {kind}, {day}. The series begins anew after it.")
SIMULATION = translate("Keep a simulation")
SIMULATION_HINT = translate("Choose its simulation.json; the next visit is set against it")
SIMULATION_FILE = translate("Simulation")
SIMULATION_KEPT = translate("Kept: the simulation {folder}.")
RISK_TITLE = translate("What may act on the skin (recorded, not used)")
RISK_FACTORS = {
    "sun": translate("Sun, h/week"),
    "smoking": translate("Cigarettes/day"),
    "sleep": translate("Sleep, h/night"),
}
RISK_KEPT = translate("Kept: {what}.")
POSITION = translate("Position among others, 0 to 100")
