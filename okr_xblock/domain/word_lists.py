"""
The words that wording help knows, per language, and the folded form in which it compares them.

A verb of doing begins a task. "Give", "learn" and "complete" are left out on purpose: what they begin can be a result
(a talk given, a course completed).
"""

import unicodedata
from dataclasses import dataclass

_TATWEEL = "\N{ARABIC TATWEEL}"
# Forms that people mix freely in Arabic and that no decomposition brings together.
_ARABIC_FORMS = str.maketrans(
    "\N{ARABIC LETTER ALEF MAKSURA}\N{ARABIC LETTER TEH MARBUTA}", "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER HEH}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """
    One language. `fillers` may stand before the verb ("I want to …"), `numbers` are amounts written as words.

    `broad_verbs` are those of the `task_verbs` that begin good objectives as well ("build trust", "make room");
    `finishing_verbs` begin good key results ("complete a course") and make a task of an objective.
    """

    task_verbs: frozenset[str]
    broad_verbs: frozenset[str]
    finishing_verbs: frozenset[str]
    fillers: frozenset[str]
    numbers: frozenset[str]


def fold(text: str) -> str:
    """The text without what does not tell words apart: case, accents, vowel signs, stretching."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_ARABIC_FORMS)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn" and c != _TATWEEL)


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


_ENGLISH = WordList(
    task_verbs=_words(
        """
        create creating write writing organise organising organize organizing make making build building prepare
        preparing design designing develop developing draft drafting implement implementing launch launching plan
        planning produce producing publish publishing schedule scheduling send sending update updating install
        installing document documenting compile compiling arrange arranging
        """
    ),
    broad_verbs=_words("make making build building develop developing design designing plan planning"),
    finishing_verbs=_words("complete completing finish finishing attend attending submit submitting"),
    fillers=_words("i we will want to would like going am are please need must my"),
    numbers=_words(
        "one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand half "
        "double triple twice once"
    ),
)

_SPANISH = WordList(
    task_verbs=_words(
        """
        crear creo crea crearé creando escribir escribo escribe escribiré escribiendo organizar organizo organiza
        organizaré organizando hacer hago haz haré haciendo preparar preparo prepara prepararé preparando diseñar
        diseño diseña diseñaré diseñando desarrollar desarrollo desarrolla desarrollaré desarrollando redactar redacto
        redacta redactaré redactando implementar implemento implementa implementaré implementando lanzar lanzo lanza
        lanzaré lanzando planificar planifico planifica planificaré planificando producir produzco produce produciré
        publicar publico publica publicaré publicando enviar envío envía enviaré enviando actualizar actualizo
        actualiza actualizaré actualizando construir construyo construye construiré construyendo elaborar elaboro
        elabora elaboraré elaborando
        """
    ),
    broad_verbs=_words(
        """
        hacer hago haz haré haciendo construir construyo construye construiré construyendo desarrollar desarrollo
        desarrolla desarrollaré desarrollando
        """
    ),
    finishing_verbs=_words(
        """
        completar completo completaré completando terminar termino terminaré terminando asistir asisto asistiré
        asistiendo entregar entrego entregaré entregando
        """
    ),
    fillers=_words("yo nosotros quiero queremos voy vamos a debo debemos tengo tenemos que me gustaría necesito"),
    numbers=_words(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cincuenta cien cientos mil mitad "
        "doble triple"
    ),
)

_ARABIC = WordList(
    task_verbs=_words(
        """
        إنشاء أنشئ كتابة أكتب اكتب تنظيم أنظم نظم إعداد أعد تحضير أحضر تصميم أصمم صمم تطوير أطور طور بناء أبني ابن
        صنع أصنع اصنع إطلاق أطلق تخطيط أخطط خطط نشر أنشر انشر إرسال أرسل تحديث أحدث حدث صياغة أصوغ تنفيذ أنفذ نفذ إقامة
        """
    ),
    broad_verbs=_words("بناء أبني ابن تطوير أطور طور صنع أصنع اصنع"),
    finishing_verbs=_words("إكمال أكمل اكمل إنهاء أنهي حضور أحضر احضر تسليم أسلم"),
    fillers=_words("أنا نحن أريد نريد أن سوف يجب علي علينا أود"),
    numbers=_words(
        "اثنان اثنين اثنتان اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني تسعة تسع عشرة عشر "
        "عشرون عشرين خمسون خمسين مئة مائة ألف نصف ضعف"
    ),
)

WORD_LISTS = {"en": _ENGLISH, "es": _SPANISH, "ar": _ARABIC}
