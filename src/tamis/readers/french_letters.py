"""Where French puts its accented letters: between which two letters each stands.

Out of the names of communes, of the published schemas, and of common words; letters beside it
count without their own accents, ``_`` is the edge of a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

_NEIGHBOURS: Final[Mapping[str, frozenset[str]]] = {
    letter: frozenset(pairs.split())
    for letter, pairs in {
        "é": (
            "_b _c _d _g _h _l _m _n _o _p _q _r _s _t _v _x _z ar b_ ba bb bc bd be bf bg bh bi "
            "bj bl bm bn bo bp bq br bs bt bv bz c_ ca cb cc cd ce cl cm cn co cp cr cs cv cz d_ "
            "da db dc dd de df dg dh dj dl dm dn do dp dr ds dt dv dz e_ ee es f_ fa fc fd fe fg "
            "fl fm fn fp fr fs ft fv fy g_ ga gc ge gf gl gm gn go gr gs gt gu gv gz h_ ha hb hc "
            "hd he hg hh hi hl hm hn ho hp hr hs ht hu hv hz i_ ib ic ie if ig ih il im in ip ir "
            "is it iv iz jr js jz k_ kd kl kv l_ la lb lc ld le lf lg lh lj ll lm ln lo lp lq lr "
            "ls lt lv lz m_ ma mc md me mf mg mh mj ml mm mn mo mp mr ms mt mv mz n_ na nb nc nd "
            "ne nf ng nh ni nj nm nn no np nr ns nt nv nz o_ ov p_ pa pb pc pd pe pg pj pl pm pn "
            "po pp pr ps pt pv pz r_ ra rb rc rd re rf rg rh ri rj rl rm rn ro rp rq rr rs rt ru "
            "rv rx rz s_ sa sb sc sd se sg sj sl sm sn so sp sq sr ss sv sz t_ tb tc te tf tg tj "
            "tl tm tn to tp tr ts tt tv tz u_ ua ub uc ud ue ug uh uj ul um un up ur us ut uv uz "
            "v_ va vc vd ve vg vh vj vl vm vn vo vr vs vt vv vz w_ x_ xc xe xm xv y_ yb yc ye ym "
            "ys z_ za zc ze zj zl zm zn zr zv zz"
        ),
        "è": (
            "_m _s _v _z bc bg bn br bs bz cb cd cn cr cs cz dc dl dm dn dr ds dv dz fr fv gb gd "
            "gm gn gr gs gv gz hb hc hd hg hm hn hq hr hs ht hv hz ic id ig im ip ir is it iv iz "
            "lb lc ld lg ll lm ln lp lr ls lt lv lz mc mn mr ms mt mv mz nb nc nd ng nk nr ns nt "
            "nv nz om os ot pc pd pg pl pn pr ps pt pz rb rc rd rf rg rn rr rs rt rv rz sb sc sd "
            "sg sm sn sq sr ss st sv tc td tl tm tn tp tr ts tt tv ud ug uq ur us uv uz vb vg vl "
            "vn vr vs vv vz yb yr yv zb zd zg zm zn zr zs"
        ),
        "ê": (
            "_t bc bt ct dm fc ft gn hn ht lm ln lt ml mm nc nt ol pc pn rc rl rm rn rp rt rv tc "
            "tt up ut vc vq vt zm"
        ),
        "ë": (
            "ac ad al an ar as at o_ oc od og ol om on or os ot ov ox oy oz u_ uc uf ul un ur us "
            "ut ux uz"
        ),
        "à": "__ a_ as c_ d_ j_ l_",
        "â": (
            "_g _n ac al an at bc bg bl bt cb et fc gc gp gt gv hb hc hl hn hr ht ip it jl lb lc "
            "lm lt mc ml mr mt nt nv pl pt rc rl rn rt sn tc tt ut"
        ),
        "î": "_l ac an at bm bn ct dm dn gt nm ot pt un ut",
        "ï": "ab ac ad af ag al am an aq ar as at av ax oc od on os ot",
        "ô": (
            "_t an b_ bm cl cm cn ct dl dm dt hm hn hp ht l_ lm lt ml mn nt nv o_ oc pl pm pn pt "
            "pv rl rm rn rt sm sn tl tm tt tv vg vt"
        ),
        "ö": "_c jr rd",
        "ù": "o_",
        "û": "b_ bc d_ el ft j_ l_ lt mr ot qr r_ rl sr",
        "ü": "al am as ay es ge le ml",
        "ç": "_a aa ao ea eo eu la na no nu oa po ra ro ru sa ua uo",
        "œ": (
            "_c _i _n _t _u br bs bu cu du fi ft gf gr gu hd hl hn hr hu ju kn ks kt ku lu mr mu "
            "ni nr nu pu rd rn rs rt ru su tu uu vg vl vu wl wr zb"
        ),
        "æ": "_q cc",
        "ÿ": "a_ o_ us",
    }.items()
}
_LIGATURES: Final = {"œ": "o", "æ": "a"}


def is_french_letter(char: str) -> bool:
    """Whether a character is a letter that French has beyond ASCII."""
    return char.lower() in _NEIGHBOURS


def is_known(before: str, letter: str, after: str) -> bool:
    """Whether some French word has `letter` between these two characters.

    Args:
        before: the character before; "" where there is none.
        letter: an accented letter, in either case.
        after: the character after; "" where there is none.

    >>> is_known("s", "é", "e"), is_known("N", "Ú", "E"), is_known("", "à", " ")
    (True, False, True)
    """
    return _base(before) + _base(after) in _NEIGHBOURS.get(letter.lower(), frozenset())


def _base(char: str) -> str:
    """Return a letter in lower case without its accent; ``_`` for anything else."""
    lower = char.lower()
    if not lower.isalpha():
        return "_"
    return _LIGATURES.get(lower) or unicodedata.normalize("NFD", lower)[0]
