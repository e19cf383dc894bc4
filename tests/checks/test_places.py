"""Places that contradict each other, in whatever columns they stand; and right files, silent."""

import pytest

import tamis

NUMBERS = {"lon", "lat", "geoLon", "geoLat", "X (L93)", "Y (L93)", "coord_x", "coord_y"}


def told(write, text):
    """Return the code and the line of what is likely wrong with a table."""
    path = write("a.csv", text)
    names = text.splitlines()[0].split(";")
    fields = [{"name": n, "type": "number" if n in NUMBERS else "string"} for n in names]
    report = tamis.validate(path, {"fields": fields})
    return [(one.code.removeprefix("likely."), one.line) for one in report.findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("commune;code_departement\nBrionne;13\nBrionne;27\nBrionne;027\n", "other-division"),
        ("code_postal;departement\n27800;Bouches-du-Rhône\n27800;Eure\n", "other-division"),
        ("code_insee;nom_departement\n27116;Var\n27116;27 - Eure\n", "other-division"),
        ("code_insee;nom_region\n27116;Bretagne\n27116;NORMANDIE\n", "other-division"),
        ("code_insee;departement\n2A004;2B\n2A004;20\n2A004;Corse-du-Sud\n", "other-division"),
        (
            "commune;code_postal;lon;lat\nBrionne;27800;5.36981;43.29651\nBrionne;27800;0.7161;49.1951\n",
            "far-from-commune",
        ),
        ("code_insee;code_postal\n75101;75012\n75116;75016\n75056;75012\n", "other-postal-code"),
        (
            "code_insee;commune\n75101;Paris 12e Arrondissement\n75112;Paris 12e\n75101;Paris\n",
            "other-commune-name",
        ),
        (
            """id_pdc_itinerance;id_station_itinerance
S63E0001;FRS63P0001
FR*S63*E0001*1;Non concerné
Non concerné;FRS63P0001,FRS63P0002
ESZUNE1111ER7;ESZUNP395912133460086982
""",
            "bad-identifier",
        ),
        ("id_station_itinerance\nFRS63E0001\nFR S63 P0001\n", "bad-identifier"),
        ("id;geoLon;geoLat\n1;48.856612;2.352212\n2;2.352212;48.856612\n", "swapped-position"),
        ("X (L93);Y (L93)\n6862305.26;652469.02\n652469.02;6862305.26\n", "swapped-position"),
    ],
    ids=lambda value: value if "\n" not in value else "",
)
def test_the_first_row_alone_is_told(write, text, found):
    assert told(write, text) == [(found, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "insee;nom_commune;cp\n01138;Culoz-Béon;01350\n01138;Béon;01350\n49328;Bagneux;49400\n",
        "code_insee;commune;code_postal\n35238;RENNES CEDEX;35069\n75056;PARIS CEDEX 07;75343\n",
        """code_insee;ville;lon;lat
97411;Saint-Denis;55.448123;-20.882123
98735;Papeete;-149.567123;-17.540123
97302;Cayenne;-52.326123;4.922123
""",
        "code_insee;code_postal;departement\n01033;01200;01\n38253;38860;38\n",
        """coord_x;coord_y
652469.02;6862305.26
1652469.02;8162305.26
260000;6250000
600000;2428000
478000;1789000
""",
        "commune;departement\nSaint-Denis;93\nSaint-Denis;La Réunion\nLa Chapelle;08\n",
    ],
    ids=["delegated", "cedex", "overseas", "border", "metres", "namesakes"],
)
def test_nothing_is_said_of_right_rows(write, text):
    assert told(write, text) == []
