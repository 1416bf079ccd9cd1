using System.Collections.Frozen;

namespace GovStack.Conversations.Dispatch;

/// <summary>What a message says that asks nothing.</summary>
public enum SmallTalkKind
{
    /// <summary>It asks something.</summary>
    None,

    /// <summary>A greeting, "are you there?", "what can you do?".</summary>
    Greeting,

    /// <summary>Thanks, agreement, good-bye.</summary>
    Thanks,
}

/// <summary>Greetings, thanks and the like: never out of scope, and never part of a question's topic.</summary>
internal static class SmallTalk
{
    private const int LongestPhrase = 6;

    private static readonly FrozenSet<string> Thanks = Split("""
        thanks|thank you|thank u|thx|ty|thanks a lot|thanks so much|thank you so much|thank you very much|many thanks|much appreciated|
        thanks for your help|thank you for your help|thanks for the help|ok|okay|k|alright|all right|cool|nice|good|fine|i see|makes sense|never mind|nevermind|sorry|
        vale|de acuerdo|esta bien|muy bien|bien|claro|entiendo|great|perfect|awesome|wonderful|excellent|got it|understood|bye|goodbye|
        good bye|bye bye|see you|see you later|have a nice day|have a good day|take care|very helpful|that helps|that was helpful|
        gracias|muchas gracias|mil gracias|muchisimas gracias|gracias por su ayuda|gracias por la ayuda|se lo agradezco|perfecto|genial|excelente|
        entendido|ya entendi|adios|hasta luego|hasta pronto|chao|nos vemos|que tenga buen dia|que tenga un buen dia
        """);

    // All small talk; thanks is part of it.
    private static readonly FrozenSet<string> Phrases = Split("""
        are you a robot|are you a bot|are you human|are you a human|are you a real person|are you a person|are you real|are you an ai|is this a bot|
        is this a robot|am i talking to a robot|am i talking to a person|am i talking to a human|is this a real person|eres un robot|
        es usted un robot|eres una persona|es usted una persona|eres humano|es un robot|hablo con una persona|hablo con un robot|
        estoy hablando con una persona|estoy hablando con un robot|hello|hi|hey|hiya|howdy|greetings|hello there|hi there|hey there|good morning|
        good afternoon|good evening|good day|good night|how are you|how are you doing|hows it going|whats up|sup|nice to meet you|help|please help|
        please help me|help me|help me please|can you help me|can you help|could you help me|i need help|i need some help|i have a question|
        i have some questions|i have a few questions|quick question|i want to ask something|may i ask something|can i ask you something|
        can i ask a question|who are you|what are you|what is this|what can you do|what do you do|what can i ask|what can you help me with|
        what can you help with|how can you help me|how does this work|are you there|is anyone there|anybody there|anyone there|test|testing|lol|
        haha|wow|yes|yeah|yep|no|nope|sure|please|sir|madam|dear sir or madam|to whom it may concern|excuse me|welcome|hola|buenas|buenos dias|
        buen dia|buenas tardes|buenas noches|que tal|como esta|como estas|como le va|mucho gusto|ayuda|ayudeme|ayudame|necesito ayuda|
        puede ayudarme|me puede ayudar|me puedes ayudar|puedes ayudarme|tengo una pregunta|tengo una duda|una pregunta|tengo unas preguntas|
        quien es usted|quien eres|que es esto|que puede hacer|que puedes hacer|que puedo preguntar|en que me puede ayudar|como funciona|
        como funciona esto|hay alguien|hay alguien ahi|prueba|si|no|por favor|disculpe|perdon|senor|senora|a quien corresponda|jaja
        """).Union(Thanks).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Replies = Split("""
        yes|yes please|yeah|yep|no|nope|no thanks|no thank you|sure|of course|please do|si|si por favor|no gracias|claro|claro que si
        """);

    /// <summary>Tells whether a text is nothing but small talk. A text without any word is: a smile, a heart.</summary>
    public static bool IsAll(FoldedText text) => text.Count <= 30 && LengthAt(text, 0, toTheEnd: true) == text.Count;

    /// <summary>Tells what a text says that asks nothing; it is thanks where any of its phrases is.</summary>
    public static SmallTalkKind KindOf(FoldedText text)
    {
        if (!IsAll(text))
            return SmallTalkKind.None;
        for (var at = 0; at < text.Count;)
        {
            var length = PhraseLength(text, at);
            if (Thanks.Contains(Join(text, at, length)))
                return SmallTalkKind.Thanks;
            at += length;
        }

        return SmallTalkKind.Greeting;
    }

    /// <summary>Tells whether a text is a bare yes or no, which means nothing without the question before it.</summary>
    public static bool IsReply(FoldedText text) => text.Count is > 0 and <= 4 && Replies.Contains(Join(text, 0, text.Count));

    /// <summary>Counts the words of small talk a text begins with.</summary>
    public static int OpeningWords(FoldedText text) => LengthAt(text, 0, toTheEnd: false);

    private static int LengthAt(FoldedText text, int start, bool toTheEnd)
    {
        var at = start;
        while (at < text.Count)
        {
            var length = PhraseLength(text, at);
            if (length == 0)
                return toTheEnd ? -1 : at - start;
            at += length;
        }

        return at - start;
    }

    private static int PhraseLength(FoldedText text, int at)
    {
        var length = Math.Min(LongestPhrase, text.Count - at);
        while (length > 0 && !Phrases.Contains(Join(text, at, length)))
            length--;
        return length;
    }

    private static string Join(FoldedText text, int start, int length)
    {
        var phrase = text[start].ToString();
        for (var i = start + 1; i < start + length; i++)
            phrase = string.Concat(phrase, " ", text[i]);
        return phrase;
    }

    private static FrozenSet<string> Split(string phrases)
        => phrases.Split(['|', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
}
