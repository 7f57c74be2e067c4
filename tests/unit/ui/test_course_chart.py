"""Names of treatments over the course never lie on each other."""

from skinlax_desktop.ui.screens.patient.course_chart import rows_apart


def test_names_of_one_day_stand_under_each_other() -> None:
    assert rows_apart([(10.0, 90.0), (20.0, 60.0), (30.0, 70.0)]) == (0, 1, 2)


def test_a_name_goes_back_up_where_there_is_room() -> None:
    assert rows_apart([(0.0, 50.0), (40.0, 90.0), (60.0, 120.0)]) == (0, 1, 0)


def test_what_is_written_in_the_first_row_already_stays_readable() -> None:
    assert rows_apart([(300.0, 400.0)], [(380.0, 480.0)]) == (1,)
    assert rows_apart([]) == ()
