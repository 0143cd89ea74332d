/// Findings about how a bot is put together: its first lines, its steps and what follows what. Area `F`.
extension DiagnosticCode {
    package static let botMissing = DiagnosticCode(
        "F001",
        message: Wording(ru: "У бота нет имени.", en: "The bot has no name."),
        help: Wording(
            ru: "Напишите второй строкой «{0}» и имя, например «{0} romashka».",
            en: "Write “{0}” and a name on the second line, such as “{0} romashka”."))

    package static let languagesMissing = DiagnosticCode(
        "F002",
        message: Wording(
            ru: "Не сказано, на каких языках говорит бот.", en: "It is not said which languages the bot speaks."),
        help: Wording(
            ru: "Напишите в начале «{0} ru, en»; первый — основной.",
            en: "Write “{0} ru, en” at the top; the first is the default."))

    package static let headerRepeated = DiagnosticCode(
        "F003",
        message: Wording(
            ru: "Это уже сказано раньше.", en: "This has been said before."),
        help: Wording(
            ru: "Имя и языки бота пишут один раз; уберите лишнюю строку.",
            en: "A bot's name and languages are given once; remove the extra line."))

    package static let noSteps = DiagnosticCode(
        "F004",
        message: Wording(
            ru: "В боте нет ни одного шага: ему нечего делать.", en: "The bot has no steps: it has nothing to do."),
        help: Wording(
            ru: "Добавьте сценарий и шаг, или возьмите готовые строкой «{0} {1}».",
            en: "Add a flow with a step, or take the ready ones by “{0} {1}”."))

    package static let emptyFlow = DiagnosticCode(
        "F005",
        message: Wording(
            ru: "Сценарий «{0}» начинается, но шагов в нём нет.", en: "The flow “{0}” starts but has no steps."),
        help: Wording(ru: "Добавьте в него шаг.", en: "Add a step to it."))

    package static let deadEnd = DiagnosticCode(
        "F006",
        message: Wording(
            ru: "Шаг «{0}» никуда не ведёт: разговор здесь застрянет.",
            en: "The step “{0}” leads nowhere: the conversation would be stuck here."),
        help: Wording(
            ru: "Закончите его вариантами или одной из строк: «{1} ШАГ», «{2}», «{3}».",
            en: "End it with options or one of the lines “{1} STEP”, “{2}”, “{3}”."))

    package static let elseMissing = DiagnosticCode(
        "F007",
        message: Wording(
            ru: "Не сказано, что делать в шаге «{0}», если условие не выполнено.",
            en: "It is not said what the step “{0}” does when the condition does not hold."),
        help: Wording(ru: "Добавьте строку «{1} -> ШАГ».", en: "Add a line “{1} -> STEP”."))

    package static let elseWithoutIf = DiagnosticCode(
        "F008",
        message: Wording(
            ru: "«{0}» стоит без «{1}» прямо перед ним.", en: "“{0}” stands without “{1}” right before it."),
        help: Wording(
            ru: "Поставьте его сразу после строки «{1} … -> ШАГ».",
            en: "Put it right after the line “{1} … -> STEP”."))

    package static let neverRuns = DiagnosticCode(
        "F009",
        message: Wording(
            ru: "До этой строки дело не дойдёт: шаг «{0}» уже ушёл дальше.",
            en: "This line is never reached: the step “{0}” has already gone on."),
        help: Wording(
            ru: "Перенесите её выше или уберите.", en: "Move it up, or remove it."))

    package static let unreachableStep = DiagnosticCode(
        "F010", .warning,
        message: Wording(
            ru: "В шаг «{0}» ничто не ведёт.", en: "Nothing leads to the step “{0}”."),
        help: Wording(
            ru: "Добавьте переход «-> {0}» или уберите шаг.", en: "Add a way “-> {0}”, or remove the step."))

    package static let unusedSlot = DiagnosticCode(
        "F011", .warning,
        message: Wording(
            ru: "Поле «{0}» нигде не спрашивают.", en: "The slot “{0}” is never asked for."),
        help: Wording(
            ru: "Добавьте его в строку «{1}» или уберите.", en: "Add it to a line “{1}”, or remove it."))

    package static let unusedText = DiagnosticCode(
        "F012", .warning,
        message: Wording(ru: "Текст «{0}» нигде не говорится.", en: "The text “{0}” is never said."),
        help: Wording(
            ru: "Скажите его строкой «{1} {0}» или уберите.", en: "Say it by “{1} {0}”, or remove it."))

    package static let unusedIntent = DiagnosticCode(
        "F013", .warning,
        message: Wording(
            ru: "Намерение «{0}» ни к чему не ведёт.", en: "The intent “{0}” leads to nothing."),
        help: Wording(
            ru: "Добавьте «{1} {0}», «{2} {0}» или «{3} {0} -> ШАГ».",
            en: "Add “{1} {0}”, “{2} {0}” or “{3} {0} -> STEP”."))

    package static let intentTwice = DiagnosticCode(
        "F014",
        message: Wording(
            ru: "На «{0}» уже есть другое действие того же рода.",
            en: "Something else already happens on “{0}”."),
        help: Wording(
            ru: "Оставьте одно: бот не может выбрать между двумя.", en: "Keep one: the bot cannot choose between two."))

    package static let circle = DiagnosticCode(
        "F015",
        message: Wording(
            ru: "Бот ходит по кругу и ни разу не ждёт клиента: {0}.",
            en: "The bot goes in a circle and never waits for the customer: {0}."),
        help: Wording(
            ru: "Поставьте на этом пути вопрос или варианты.", en: "Put a question or options somewhere on this way."))

    package static let silenceTwice = DiagnosticCode(
        "F016",
        message: Wording(
            ru: "Для этого же времени молчания в шаге уже есть строка.",
            en: "The step already has a line for the same time of silence."),
        help: Wording(ru: "Оставьте одну из них.", en: "Keep one of them."))

    package static let neverWaits = DiagnosticCode(
        "F017", .warning,
        message: Wording(
            ru: "Шаг «{0}» не ждёт клиента, поэтому эта строка не сработает.",
            en: "The step “{0}” does not wait for the customer, so this line never takes effect."),
        help: Wording(
            ru: "Перенесите её в шаг с вопросами или вариантами.", en: "Move it to a step with questions or options."))

    package static let triesRange = DiagnosticCode(
        "F018",
        message: Wording(
            ru: "Попыток должно быть от 1 до 10, а не {0}.", en: "The number of tries must be 1 to 10, not {0}."),
        help: Wording(ru: "Обычно хватает трёх: «{1} 3 -> {2}».", en: "Three is usual: “{1} 3 -> {2}”."))

    package static let statedTwice = DiagnosticCode(
        "F019",
        message: Wording(ru: "Такая строка здесь уже есть.", en: "There already is such a line here."),
        help: Wording(ru: "Оставьте одну из двух.", en: "Keep one of the two."))

    package static let runsItself = DiagnosticCode(
        "F020",
        message: Wording(
            ru: "Сценарий запускает сам себя: {0}. Так разговор не кончится никогда.",
            en: "A flow runs itself: {0}. The conversation would never end."),
        help: Wording(
            ru: "Вместо «{1}» перейдите в шаг строкой «{2}».", en: "Go to a step by “{2}” instead of “{1}”."))

    package static let restartWithoutStep = DiagnosticCode(
        "F021",
        message: Wording(
            ru: "В сценарии «{0}» нет ни одного шага: разговору негде начаться снова.",
            en: "The flow “{0}” has no step, so a conversation has nowhere to begin anew."),
        help: Wording(
            ru: "Добавьте в сценарий «{1}» или перенесите строку «{2}» в другой сценарий.",
            en: "Add a “{1}” to the flow, or move the line “{2}” to another flow."))

    package static let structureCodes: [DiagnosticCode] = [
        botMissing, languagesMissing, headerRepeated, noSteps, emptyFlow, deadEnd,
        elseMissing, elseWithoutIf, neverRuns, unreachableStep, unusedSlot, unusedText, unusedIntent, intentTwice,
        circle,
        silenceTwice, neverWaits, triesRange, statedTwice, runsItself, restartWithoutStep,
    ]
}
