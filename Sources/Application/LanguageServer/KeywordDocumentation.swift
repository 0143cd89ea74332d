internal import FlowDiagnostics

/// What each keyword is for, in a sentence or two: the one table behind hover and completion.
enum KeywordDocumentation {
    /// By the statement's canonical name.
    static func words(for statement: String, _ language: MessageLanguage) -> String? {
        guard let words = table[statement] else { return nil }
        return language == .russian ? words.russian : words.english
    }

    private struct Words {
        let russian: String
        let english: String
        init(_ russian: String, _ english: String) {
            self.russian = russian
            self.english = english
        }
    }

    private static let table: [String: Words] = [
        "salonflow": Words(
            "Первая строка каждого файла: версия языка, по правилам которой он читается.",
            "The first line of every file: the version of the language by whose rules it is read."),
        "bot": Words(
            "Имя бота. В проверке строка «бот: …» говорит, что бот должен ответить.",
            "The bot's name. In a test, `bot: …` says what the bot must answer."),
        "languages": Words(
            "Языки, на которых бот говорит с клиентами; первый — основной.",
            "The languages in which the bot speaks to customers, the default one first."),
        "use": Words(
            "Берёт готовые сценарии библиотеки. Любой шаг, поле или текст из неё можно заменить, объявив своё с тем же именем.",
            "Takes the library's flows. Any step, slot or text of it can be replaced by declaring one's own of that name."),
        "intent": Words(
            "Что хочет клиент, какими бы словами он это ни сказал. Под ним — фразы на каждом языке.",
            "What a customer wants, whatever the words. Below it stand phrases in each language."),
        "answer": Words(
            "Ответ на вопрос клиента сразу, не покидая шага: после него бот повторит свой открытый вопрос.",
            "What is said to an intent in one go, without leaving the step; the open question is asked again afterwards."),
        "text": Words(
            "Именованный текст: его можно сказать в разных местах. Текст с именем из библиотеки заменяет её слова.",
            "A named text that can be said in several places. One with a name of the library's replaces its words."),
        "flow": Words(
            "Часть бота: её поля и шаги. Начинается с первого шага, когда клиент хочет того, что стоит в «начинать при».",
            "A part of a bot, with its slots and steps. It begins with its first step on the intents of its `start on` lines."),
        "start on": Words(
            "При каком намерении клиента начинается этот сценарий.", "The intent on which this flow begins."),
        "restart": Words(
            "Шаг прежней версии, которого больше нет: разговоры, которые ждут в нём, начнут этот сценарий с первого шага, "
                + "помня всё сказанное.",
            "A step of another version that is gone: conversations that wait in it begin this flow from its first step and "
                + "keep what was said."),
        "slot": Words(
            "Что бот узнаёт у клиента. За именем — тип; его можно опустить, если имя и есть тип.",
            "Something to find out from the customer. Behind the name stands its type, unless the name is a type."),
        "optional": Words(
            "Клиент может не отвечать: поле останется пустым.", "The customer need not answer; the slot then stays empty."),
        "ask": Words("Вопрос, которым бот узнаёт поле.", "The question by which the bot finds the slot out."),
        "offer": Words(
            "Из чего клиент выбирает: услуги, мастера, свободные дни, свободное время.",
            "What the customer chooses from: services, masters, free days, free times."),
        "wrong": Words(
            "Что сказать, когда ответ не подошёл, по причине: непонятно, прошло, закрыто, занято, слишком скоро, слишком далеко.",
            "What is said when an answer will not do, by reason: unknown, past, closed, full, too soon, too far."),
        "step": Words(
            "Состояние разговора: что бот говорит и делает здесь и куда идёт дальше.",
            "A state of the conversation: what the bot says and does here, and where it goes next."),
        "fill": Words(
            "Узнаёт у клиента поля по порядку; известное не спрашивает снова.",
            "Finds out the slots in order, and asks for nothing that is known already."),
        "say": Words(
            "Говорит клиенту текст, который стоит ниже, или именованный текст.",
            "Says the text below to the customer, or a named text."),
        "option": Words(
            "Вариант ответа: кнопка или строка списка. За стрелкой — шаг, куда он ведёт, ниже — надпись.",
            "An answer to choose, shown as a button or a row. Behind the arrow is the step it leads to, below its label."),
        "do": Words(
            "Действие модуля, например записать клиента. Ниже — строки «при ИСХОД -> ШАГ».",
            "An action of a module, such as making the booking. Below stand its `on OUTCOME -> STEP` lines."),
        "on": Words(
            "Куда идти при таком исходе действия выше, и что при этом сказать.",
            "Where to go on this outcome of the action above, and what to say on the way."),
        "if": Words("Идёт к шагу, если условие верно.", "Goes to the step when the condition holds."),
        "else": Words("Идёт к шагу, если ни одно условие выше не верно.", "Goes to the step when no condition above holds."),
        "then": Words(
            "Что дальше, когда шаг закончен. «затем назад» возвращает туда, откуда пришли.",
            "What comes next when the step is done. `then back` returns to where the conversation was."),
        "tries": Words(
            "Куда идти, если бот столько раз подряд не понял ответа.",
            "Where to go after so many answers in a row that were not understood."),
        "silent": Words(
            "Куда идти, если клиент столько времени молчит. В проверке — проходит столько времени.",
            "Where to go when the customer is silent for so long. In a test: so much time passes."),
        "hand off": Words(
            "Передаёт разговор человеку; бот молчит, пока его не вернут.",
            "Gives the conversation to a human; the bot is silent until it is handed back."),
        "stop": Words("Разговор окончен.", "The conversation is over."),
        "show": Words(
            "Показывает картинку, документ, место салона на карте или контакт; ниже может стоять подпись.",
            "Shows a picture, a document, the salon's place or its contact; a caption may stand below."),
        "set": Words(
            "Заполняет поле значением: другого поля, сведения или постоянным, с прибавкой или вычетом.",
            "Fills a slot with a value: of another slot, a fact or a constant, with something added or taken away."),
        "forget": Words("Опустошает поля: их можно будет спросить снова.", "Empties slots, so that they can be asked again."),
        "run": Words(
            "Проходит другой сценарий и возвращается сюда, когда тот говорит «затем назад».",
            "Goes through another flow, and comes back here when that flow says `then back`."),
        "tell": Words(
            "Сообщает владельцу или мастеру текст, который стоит ниже; клиент его не видит.",
            "Tells the owner or the master the text below; the customer does not see it."),
        "speak": Words(
            "Дальше бот говорит с этим клиентом на этом языке.", "From here on the bot speaks this language to the customer."),
        "was": Words(
            "Прежнее имя шага, поля или варианта: разговоры, которые ждут под ним, пойдут дальше.",
            "The former name of a step, slot or option, so that conversations waiting there move along."),
        "remember": Words(
            "Ответ хранится в карточке клиента, и в следующий раз его не спросят.",
            "The answer is kept in the customer's profile and not asked for again the next time."),
        "customer sends": Words(
            "Клиент присылает не текст: фото, голосовое, документ.",
            "The customer sends something that is no text: a photo, a voice note, a document."),
        "operator hands back": Words(
            "Человек возвращает разговор боту.", "The human hands the conversation back to the bot."),
        "not": Words(
            "Фраза, которая этого намерения не означает.", "A phrase that does not mean this intent."),
        "example": Words(
            "Сообщение клиента, которое должно быть понято так; проверяется каждый раз.",
            "A customer's message that must be understood so; it is checked every time."),
        "always": Words(
            "Что работает в любом месте разговора: намерение и шаг.",
            "What works anywhere in the conversation: an intent and a step."),
        "always reach": Words(
            "Правило для всех путей: до шага можно дойти за столько сообщений.",
            "A rule for all paths: the step can be reached within so many turns."),
        "never": Words(
            "Правило для всех путей: действие не случится раньше шага.",
            "A rule for all paths: the action never happens before the step."),
        "test": Words(
            "Разговор, который должен идти именно так.", "A conversation that must go like this."),
        "now": Words("Который час в салоне, когда проверка начинается.", "The salon's wall time when the test begins."),
        "customer": Words("Что пишет клиент.", "What the customer writes."),
        "customer taps": Words("На какой вариант клиент нажимает.", "Which option the customer taps."),
        "expect": Words(
            "Что теперь должно быть: шаг, поле, исход или запись.",
            "What must be so now: the step, a slot, the outcome or the booking."),
    ]
}
