"""The records of a run are kept as they stand, with their places and their positions."""

import tamis

SCHEMA = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "lieu", "type": "geopoint", "format": "array"},
    ]
}
TEXT = 'id,lieu\n1,"[2.35, 48.85]"\nx,"[2.36, 48.85]"\n\n3,nulle part\n4,"[-61.5, 16.2]"\n'


def test_records_are_kept_as_they_stand(write):
    kept = tamis.validate(write("a.csv", TEXT), SCHEMA, keep=True).kept
    assert [(row.number, row.line) for row in kept] == [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]
    assert [row.cells for row in kept.some({4, 2})] == [("x", "[2.36, 48.85]"), ("3", "nulle part")]
    assert next(iter(kept)).cells == ("1", "[2.35, 48.85]")


def test_positions_are_gathered_by_squares_and_told_from_faulty_ones(write):
    kept = tamis.validate(write("a.csv", TEXT), SCHEMA, keep=True).kept
    assert kept.located
    spots = kept.spots(1.0, (-180, -90, 180, 90))
    assert [(round(s.lon, 1), round(s.lat, 1), s.records, s.faulty, s.row) for s in spots] == [
        (-61.5, 16.5, 1, 0, 5),
        (2.5, 48.5, 2, 1, 1),
    ]
    assert [spot.row for spot in kept.spots(1.0, (-62, 15, -60, 17))] == [5]
    assert kept.strays([(-62, 15, -60, 17)], 1) == (2, [1])
    assert kept.strays([], 9) == (3, [1, 2, 5])


def test_nothing_is_kept_unasked_and_an_empty_table_has_nothing(write):
    assert tamis.validate(write("a.csv", TEXT), SCHEMA).kept is None
    empty = tamis.validate(write("b.csv", "id,lieu\n"), SCHEMA, keep=True).kept
    assert (list(empty), empty.some({1}), empty.strays([], 1)) == ([], [], (0, []))
