/// S: what can be wrong with the writing of a flow, before its meaning is looked at.
extension DiagnosticCode {
    // MARK: Lines and keywords

    package static let unknownKeyword = DiagnosticCode(
        "S001",
        message: Wording(ru: "Неизвестное слово «{0}».", en: "Unknown word “{0}”."),
        help: Wording(
            ru: "Строка начинается с ключевого слова. Если это текст для клиента, начните строку с языка: «ru: …».",
            en:
                """
                A line begins with a keyword. If this is a text for the customer, begin the line with a \
                language: “ru: …”.
                """
        ))

    package static let otherDialect = DiagnosticCode(
        "S002",
        message: Wording(
            ru: "«{0}» — слово из другого языка, а этот файл написан иначе.",
            en: "“{0}” belongs to another language than the rest of this file."),
        help: Wording(ru: "Здесь пишут «{1}».", en: "Write “{1}” here."))

    package static let missingVersion = DiagnosticCode(
        "S003",
        message: Wording(
            ru: "Первой строкой должна стоять «salonflow 1».", en: "The first line must be “salonflow 1”."),
        help: Wording(
            ru: "Так программа знает, по каким правилам читать файл.",
            en: "It says by which rules the file is read."))

    package static let unknownVersion = DiagnosticCode(
        "S004",
        message: Wording(ru: "Версия языка {0} неизвестна.", en: "Language version {0} is not known."),
        help: Wording(ru: "Эта программа понимает версию 1.", en: "This program understands version 1."))

    package static let misplacedStatement = DiagnosticCode(
        "S005",
        message: Wording(ru: "«{0}» здесь не на месте.", en: "“{0}” does not belong here."),
        help: Wording(ru: "Его место внутри «{1}».", en: "Its place is under “{1}”."))

    package static let repeatedClause = DiagnosticCode(
        "S006",
        message: Wording(ru: "«{0}» здесь уже есть.", en: "“{0}” is here already."),
        help: Wording(ru: "Оставьте одно из двух.", en: "Keep one of the two."))

    // MARK: Inside a line

    package static let expectedName = DiagnosticCode(
        "S007",
        message: Wording(ru: "После «{0}» не хватает имени.", en: "After “{0}” a name is missing."),
        help: Wording(
            ru: "Имя состоит из букв, цифр и дефисов, например «выбор-мастера».",
            en: "A name is made of letters, digits and hyphens, such as “choose-master”."))

    package static let expectedArrow = DiagnosticCode(
        "S008",
        message: Wording(ru: "Не хватает стрелки «->».", en: "The arrow “->” is missing."),
        help: Wording(
            ru: "После стрелки пишут шаг, к которому перейти: «-> шаг».",
            en: "The arrow is followed by the step to go to: “-> step”."))

    package static let expectedWord = DiagnosticCode(
        "S009",
        message: Wording(ru: "Здесь не хватает «{0}».", en: "“{0}” is missing here."),
        help: Wording(ru: "Строка пишется так: {1}", en: "The line is written so: {1}"))

    package static let expectedNumber = DiagnosticCode(
        "S010",
        message: Wording(ru: "После «{0}» не хватает числа.", en: "After “{0}” a number is missing."),
        help: Wording(ru: "Напишите число цифрами, например 3.", en: "Write the number in digits, such as 3."))

    package static let expectedUnit = DiagnosticCode(
        "S011",
        message: Wording(ru: "Не хватает единицы времени.", en: "The unit of time is missing."),
        help: Wording(ru: "Подойдёт одно из слов: {0}.", en: "Use one of: {0}."))

    package static let unexpectedRest = DiagnosticCode(
        "S012",
        message: Wording(ru: "Здесь лишнее: «{0}».", en: "This is too much here: “{0}”."),
        help: Wording(
            ru: "В строке одно указание. Уберите лишнее или перенесите на новую строку.",
            en: "A line says one thing. Take the rest out or begin a new line with it."))

    package static let badName = DiagnosticCode(
        "S013",
        message: Wording(ru: "Имя «{0}» так написать нельзя.", en: "The name “{0}” cannot be written so."),
        help: Wording(
            ru: "В имени могут быть только буквы, цифры и дефисы.",
            en: "A name can have letters, digits and hyphens only."))

    package static let numberTooLarge = DiagnosticCode(
        "S014",
        message: Wording(ru: "Число {0} слишком большое.", en: "The number {0} is too large."),
        help: Wording(ru: "Самое большое здесь: {1}.", en: "The largest here is {1}."))

    package static let expectedValue = DiagnosticCode(
        "S015",
        message: Wording(ru: "После «{0}» ничего не написано.", en: "Nothing is written after “{0}”."),
        help: Wording(ru: "Строка пишется так: {1}", en: "The line is written so: {1}"))

    package static let wrongSign = DiagnosticCode(
        "S016",
        message: Wording(ru: "Знак «{0}» здесь не годится.", en: "The sign “{0}” does not fit here."),
        help: Wording(ru: "Здесь пишут «{1}».", en: "Write “{1}” here."))

    // MARK: Texts

    package static let missingText = DiagnosticCode(
        "S017",
        message: Wording(ru: "Под «{0}» нет текста.", en: "There is no text under “{0}”."),
        help: Wording(
            ru: "Добавьте под ней строку с языком: «ru: …».", en: "Add a line with a language below it: “ru: …”."))

    package static let textWithoutOwner = DiagnosticCode(
        "S018",
        message: Wording(ru: "Этот текст ни к чему не относится.", en: "This text belongs to nothing."),
        help: Wording(
            ru: "Текст пишут под строкой, которая его говорит, например под «{0}».",
            en: "A text stands under the line that says it, such as “{0}”."))

    package static let repeatedLanguage = DiagnosticCode(
        "S019",
        message: Wording(ru: "Текст на «{0}» здесь уже есть.", en: "There is a text in “{0}” here already."),
        help: Wording(
            ru: "Чтобы продолжить текст на новой строке, начните её с «|».",
            en: "To go on with a text on a new line, begin that line with “|”."))

    package static let badLanguage = DiagnosticCode(
        "S020",
        message: Wording(
            ru: "«{0}» — не код языка.", en: "“{0}” is not the code of a language."),
        help: Wording(
            ru: "Язык пишут кодом: ru, en, kk. Перед двоеточием в начале строки стоит язык её текста.",
            en:
                """
                A language is written as its code: ru, en, kk. Before a colon at the beginning of a \
                line stands the language of its text.
                """
        ))

    package static let emptyText = DiagnosticCode(
        "S021",
        message: Wording(ru: "После «{0}:» нет текста.", en: "There is no text after “{0}:”."),
        help: Wording(ru: "Напишите текст или уберите строку.", en: "Write the text or take the line out."))

    package static let unclosedPlaceholder = DiagnosticCode(
        "S022",
        message: Wording(ru: "Скобка «{» не закрыта.", en: "The brace “{” is not closed."),
        help: Wording(
            ru: "В фигурных скобках стоит имя, например {service}; в обычном тексте пишите круглые скобки.",
            en: "Braces hold a name, such as {service}; in plain text write round brackets."))

    package static let badPlaceholder = DiagnosticCode(
        "S023",
        message: Wording(ru: "В «{0}» нет понятного имени.", en: "There is no proper name in “{0}”."),
        help: Wording(
            ru: "В фигурных скобках стоит имя и, если нужно, вид: {date: weekday}.",
            en: "Braces hold a name and, where needed, a format: {date: weekday}."))

    package static let continuationOfNothing = DiagnosticCode(
        "S024",
        message: Wording(ru: "Строке с «|» нечего продолжать.", en: "The line with “|” has nothing to continue."),
        help: Wording(
            ru:
                """
                «|» продолжает текст, который начат строкой «ru: …». Каждая фраза намерения пишется \
                отдельной строкой.
                """,
            en: "“|” goes on with a text that began with “ru: …”. Each phrase of an intent is a line of its own."))

    package static let textOnSameLine = DiagnosticCode(
        "S025",
        message: Wording(ru: "Текст начинается с новой строки.", en: "A text begins on a new line."),
        help: Wording(ru: "Перенесите «{0}: …» на следующую строку.", en: "Put “{0}: …” on the next line."))

    // MARK: Phrases

    package static let unclosedGroup = DiagnosticCode(
        "S026",
        message: Wording(ru: "Скобка «{0}» не закрыта.", en: "The bracket “{0}” is not closed."),
        help: Wording(ru: "Поставьте «{1}» там, где она кончается.", en: "Put “{1}” where it ends."))

    package static let strayPhraseMark = DiagnosticCode(
        "S027",
        message: Wording(ru: "Знак «{0}» здесь лишний.", en: "The sign “{0}” is too much here."),
        help: Wording(
            ru:
                """
                Фраза пишется словами; [услуга] — пропуск, (а|б) — варианты, [слово]? — необязательные \
                слова, слово* — начало слова.
                """,
            en:
                """
                A phrase is plain words; [service] is a gap, (a|b) are alternatives, [words]? are \
                optional, word* is a beginning.
                """
        ))

    package static let emptyPhrase = DiagnosticCode(
        "S028",
        message: Wording(ru: "Здесь нет ни одного слова.", en: "There is no word here."),
        help: Wording(
            ru: "Напишите, как это говорит клиент.", en: "Write how a customer says it."))

    package static let severalWordsInGap = DiagnosticCode(
        "S029",
        message: Wording(ru: "В пропуске «{0}» несколько слов.", en: "The gap “{0}” has several words."),
        help: Wording(
            ru: "Пропуск — одно имя, например [услуга]. Необязательные слова пишут с вопросом: [слова]?",
            en: "A gap is one name, such as [service]. Optional words take a question mark: [words]?"))

    package static let unclosedExpression = DiagnosticCode(
        "S030",
        message: Wording(
            ru: "Шаблон начинается с «/», но не кончается ею.",
            en: "The pattern begins with “/” but does not end with it."),
        help: Wording(
            ru: "Поставьте «/» в конце строки.", en: "Put “/” at the end of the line."))

    package static let phraseTooDeep = DiagnosticCode(
        "S031",
        message: Wording(ru: "Слишком много скобок внутри скобок.", en: "Too many brackets inside brackets."),
        help: Wording(
            ru: "Разделите фразу на несколько строк; вложенных скобок может быть {0}.",
            en: "Split the phrase over several lines; brackets may be nested {0} deep."))

    // MARK: Files

    package static let notUTF8 = DiagnosticCode(
        "S032",
        message: Wording(ru: "Файл сохранён не в кодировке UTF-8.", en: "The file is not saved as UTF-8."),
        help: Wording(
            ru: "Откройте файл в редакторе и сохраните его как «Текст, UTF-8».",
            en: "Open the file in an editor and save it as “Text, UTF-8”."))

    package static let fileTooLarge = DiagnosticCode(
        "S033",
        message: Wording(ru: "Файл слишком большой.", en: "The file is too large."),
        help: Wording(
            ru: "В файле может быть не больше {0} байт. Разделите его на несколько.",
            en: "A file can have {0} bytes at most. Split it into several."))

    package static let lineTooLong = DiagnosticCode(
        "S034",
        message: Wording(ru: "Строка слишком длинная.", en: "The line is too long."),
        help: Wording(
            ru: "В строке может быть не больше {0} байт. Продолжите текст на новой строке, начав её с «|».",
            en: "A line can have {0} bytes at most. Go on with the text on a new line that begins with “|”."))

    package static let controlCharacter = DiagnosticCode(
        "S035",
        message: Wording(ru: "Здесь невидимый служебный знак.", en: "There is an invisible control character here."),
        help: Wording(
            ru: "Он попал сюда при копировании. Удалите его.", en: "It came here by copying. Delete it."))

    package static let tooManyFindings = DiagnosticCode(
        "S036",
        message: Wording(
            ru: "Ошибок больше {0}; остальные не показаны.",
            en: "There are more than {0} findings; the rest is not shown."),
        help: Wording(
            ru: "Исправьте показанные и проверьте файл ещё раз.",
            en: "Mend those that are shown and check the file again."))

    package static let lookalikeLetters = DiagnosticCode(
        "S037",
        message: Wording(
            ru: "В «{0}» есть буквы другого алфавита, похожие на нужные.",
            en: "In “{0}” are letters of another alphabet that look like the right ones."),
        help: Wording(
            ru: "Наберите слово заново: «{1}».",
            en: "Type the word again: “{1}”."))

    /// Every code of this area, by rising number.
    package static let syntax: [DiagnosticCode] = [
        unknownKeyword, otherDialect, missingVersion, unknownVersion, misplacedStatement, repeatedClause, expectedName,
        expectedArrow, expectedWord, expectedNumber, expectedUnit, unexpectedRest, badName, numberTooLarge,
        expectedValue, wrongSign, missingText, textWithoutOwner, repeatedLanguage, badLanguage, emptyText,
        unclosedPlaceholder, badPlaceholder, continuationOfNothing, textOnSameLine, unclosedGroup, strayPhraseMark,
        emptyPhrase, severalWordsInGap, unclosedExpression, phraseTooDeep, notUTF8, fileTooLarge, lineTooLong,
        controlCharacter, tooManyFindings, lookalikeLetters,
    ]
}
