using GovStack.Conversations.Agencies;
using GovStack.Conversations.Dispatch;
using Xunit;

namespace GovStack.Conversations.Tests.Dispatch;

public sealed class IntentDispatcherTests
{
    private static readonly Agency Agency = SampleAgencies.Small(
        questions: [.. Questions("tax", "en",
                "Where is my refund?", "How do I file my taxes?", "when is the tax deadline", "How long does a tax refund take?", "pay the irs with a card",
                "I lost my W-2", "Can I get more time to file my tax return?", "do I owe tax on tips", "how do i pay my taxes online", "irs phone number"),
            .. Questions("tax", "es",
                "¿Dónde está mi reembolso?", "¿Cómo declaro mis impuestos?", "fecha límite de impuestos", "¿Cuánto tarda el reembolso?", "pagar al irs con tarjeta"),
            .. Questions("permits", "en",
                "How do I renew my passport?", "passport fee", "I lost my passport", "How do I get a building permit?", "business license application",
                "renew green card", "Do I need a permit for a deck?", "how long does a passport take", "passport for my baby", "visa for my aunt"),
            .. Questions("permits", "es",
                "¿Cómo renuevo mi pasaporte?", "perdí mi pasaporte", "permiso de construcción", "licencia para mi negocio", "¿Cuánto cuesta el pasaporte?"),
            .. Questions("general", "en",
                "What is the address of city hall?", "how do I register to vote", "who is my senator", "find government benefits", "how do I change my address"),
            .. Questions("general", "es", "¿Cómo me registro para votar?", "¿Quién es mi senador?", "buscar beneficios del gobierno"),
            .. Questions(null, "en",
                "What is the weather tomorrow?", "banana bread recipe", "who won the super bowl", "write a poem about autumn", "fix this javascript error",
                "tell me a joke", "best pizza in New York", "cheap flights to Miami", "train my puppy", "solve x^2 = 9"),
            .. Questions(null, "es", "¿Qué tiempo hace mañana?", "receta de pan", "cuéntame un chiste", "¿quién ganó el partido?")],
        referrals: [new(new Dictionary<string, IReadOnlyList<string>> { ["en"] = ["weather", "pothole*"], ["es"] = ["el clima"] }, LocalizedText.Same("Weather Service"), "https://example.gov")]);

    private static readonly IntentDispatcher Dispatcher = IntentDispatcher.Train(Agency);

    [Theory]
    [InlineData("en", "how can I renew a passport", "permits")]
    [InlineData("en", "wheres my tax refund??", "tax")]
    [InlineData("en", "Hello! Can you please tell me when taxes are due? Thanks.", "tax")]
    [InlineData("en", "building permit for my deck", "permits")]
    [InlineData("en", "registering to vote", "general")]
    [InlineData("es", "¿Cómo puedo renovar mi pasaporte?", "permits")]
    [InlineData("es", "donde esta mi rembolso", "tax")]
    public void Dispatch_QuestionOfAService_PicksItsBotlet(string language, string question, string botlet)
    {
        var decision = Dispatcher.Dispatch(question, language, null);

        Assert.Equal((botlet, false, false, false), (decision.Botlet, decision.IsOutOfScope, decision.IsFollowUp, decision.IsHard));
        Assert.Equal(question, decision.SearchText);
        Assert.InRange(decision.Intents[0].Confidence, 0.3, 1);
        Assert.InRange(decision.Margin, 0, 1);
    }

    [Theory]
    [InlineData("en", "what will the weather be like tomorrow")]
    [InlineData("en", "give me a recipe for banana bread")]
    [InlineData("en", "write me a poem about autumn leaves")]
    [InlineData("es", "cuéntame otro chiste")]
    public void Dispatch_QuestionOfNobodyHere_IsOutOfScope(string language, string question)
        => Assert.True(Dispatcher.Dispatch(question, language, null).IsOutOfScope);

    [Fact]
    public void TextsOf_Description_IsItselfAndEachThingItLists()
        => Assert.Equal(
            ["Taxes", "Taxes and refunds: forms, tax numbers; help. By mail.", "Taxes and refunds", "forms", "tax numbers", "help", "By mail"],
            IntentDispatcher.TextsOf("Taxes", "Taxes and refunds: forms, tax numbers; help. By mail."));

    [Fact]
    public void Dispatch_OutOfScope_NamesWhoAnswers()
    {
        Assert.Equal("https://example.gov", Dispatcher.Dispatch("What is the WEATHER tomorrow?", "en", null).Referral?.Url);
        Assert.Equal("https://example.gov", Dispatcher.FindReferral("there are potholes")?.Url);
        Assert.Null(Dispatcher.Dispatch("tell me a joke", "en", null).Referral);
    }

    [Theory]
    [InlineData("hello", SmallTalkKind.Greeting)]
    [InlineData("Hi there!", SmallTalkKind.Greeting)]
    [InlineData("thank you very much :)", SmallTalkKind.Thanks)]
    [InlineData("Good morning, how are you?", SmallTalkKind.Greeting)]
    [InlineData("¡Muchas gracias!", SmallTalkKind.Thanks)]
    [InlineData("Hola, buenos días", SmallTalkKind.Greeting)]
    [InlineData("who are you", SmallTalkKind.Greeting)]
    [InlineData("I have a question.", SmallTalkKind.Greeting)]
    [InlineData("🙂🎉", SmallTalkKind.Greeting)]
    [InlineData("???", SmallTalkKind.Greeting)]
    [InlineData("", SmallTalkKind.Greeting)]
    [InlineData("Hi, are you a real person?", SmallTalkKind.Greeting)]
    [InlineData("Ok, got it. Bye!", SmallTalkKind.Thanks)]
    public void Dispatch_SmallTalk_GoesToGeneralAndIsInScope(string text, SmallTalkKind kind)
    {
        var decision = Dispatcher.Dispatch(text, "en", null);

        Assert.Equal(("general", false, 1.0, kind), (decision.Botlet, decision.IsOutOfScope, decision.Margin, decision.SmallTalk));
    }

    [Theory]
    [InlineData("How do I renew my passport? And how do I pay my taxes?")]
    [InlineData("how do i renew my passport and how do i pay my taxes")]
    [InlineData("I need to renew my passport, and when is the tax deadline?")]
    [InlineData("Tell me the passport fee. Where is my refund?")]
    public void Dispatch_TwoServicesInOneQuestion_NamesBoth(string question)
    {
        var decision = Dispatcher.Dispatch(question, "en", null);

        Assert.Equal(["permits", "tax"], decision.Intents.Select(intent => intent.Botlet).Order());
        Assert.True(decision.IsHard);
    }

    [Fact]
    public void Dispatch_OneServiceAndNonsense_KeepsTheService()
    {
        var decision = Dispatcher.Dispatch("Tell me a joke! And how do I renew my passport?", "en", null);

        Assert.Equal(("permits", false), (decision.Botlet, decision.IsOutOfScope));
    }

    [Theory]
    [InlineData("en", "and how much is it?")]
    [InlineData("en", "How long does it take?")]
    [InlineData("en", "what about my wife?")]
    [InlineData("en", "And for a child?")]
    [InlineData("en", "can I do it online")]
    [InlineData("en", "yes")]
    [InlineData("en", "Yes please")]
    [InlineData("en", "why?")]
    [InlineData("en", "where do I send it")]
    [InlineData("en", "what documents do I need?")]
    [InlineData("en", "What if it expired?")]
    [InlineData("es", "¿y cuánto cuesta?")]
    [InlineData("es", "¿Y para mi esposa?")]
    [InlineData("es", "¿qué documentos necesito?")]
    [InlineData("es", "¿Y si ya venció?")]
    [InlineData("es", "sí")]
    public void Dispatch_FollowUp_StaysWithItsTopic(string language, string question)
    {
        var decision = Dispatcher.Dispatch(question, language, new("permits", "How do I renew my passport?"));

        Assert.Equal(("permits", true, false), (decision.Botlet, decision.IsFollowUp, decision.IsOutOfScope));
        Assert.Equal($"renew passport {question}", decision.SearchText);
    }

    [Theory]
    [InlineData("en", "Where is my tax refund?")]
    [InlineData("en", "And how do I pay my taxes online?")]
    [InlineData("en", "thanks")]
    [InlineData("en", "what is the weather tomorrow in Chicago")]
    [InlineData("es", "¿Dónde está mi reembolso de impuestos?")]
    public void Dispatch_QuestionThatStandsAlone_IsNoFollowUp(string language, string question)
    {
        var decision = Dispatcher.Dispatch(question, language, new("permits", "How do I renew my passport?"));

        Assert.False(decision.IsFollowUp);
        Assert.Equal(question, decision.SearchText);
    }

    [Fact]
    public void Dispatch_FollowUpWithoutAConversation_IsNoFollowUp()
        => Assert.False(Dispatcher.Dispatch("and how much is it?", "en", null).IsFollowUp);

    [Fact]
    public void Dispatch_FollowUpsOfFollowUps_KeepTheSearchTextShort()
    {
        var context = new DispatchContext("permits", "How do I renew my passport?");
        for (var i = 0; i < 200; i++)
            context = new(context.Botlet, Dispatcher.Dispatch("and how much is it?", "en", context).SearchText);

        Assert.Equal("renew passport and how much is it?", context.Question);
    }

    [Theory]
    [InlineData("How do I renew my passport?", false)]
    [InlineData("If I am married but my wife lives abroad and she has no visa, although we file together, can I still claim her on my tax return?", true)]
    [InlineData("What is due? When is it due? Who must pay?", true)]
    public void Dispatch_Hardness_IsToldByConditionsAndLength(string question, bool isHard)
        => Assert.Equal(isHard, Dispatcher.Dispatch(question, "en", null).IsHard);

    [Fact]
    public void Train_Twice_DecidesTheSame()
    {
        var again = IntentDispatcher.Train(Agency);

        foreach (var question in Agency.Questions)
        {
            var first = Dispatcher.Dispatch(question.Text, question.Language, null);
            var second = again.Dispatch(question.Text, question.Language, null);
            Assert.Equal((first.Botlet, first.Intents[0].Confidence, first.IsOutOfScope), (second.Botlet, second.Intents[0].Confidence, second.IsOutOfScope));
        }
    }

    [Fact]
    public void Train_NoExamples_TakesTheBotletsOwnWords()
        => Assert.Equal("tax", IntentDispatcher.Train(SampleAgencies.Small()).Dispatch("taxes and refunds", "en", null).Botlet);

    [Fact]
    public void Train_Titles_AreLearned()
    {
        var dispatcher = IntentDispatcher.Train(Agency, [new("permits", "Apostille for a birth certificate"), new("tax", "Offer in compromise")]);

        Assert.Equal("permits", dispatcher.Dispatch("apostille of a certificate", "en", null).Botlet);
        Assert.Equal("tax", dispatcher.Dispatch("offer in compromise?", "en", null).Botlet);
    }

    [Fact]
    public void Dispatch_LongText_IsReadAtBothEnds()
    {
        var story = string.Concat(Enumerable.Repeat("My aunt came and we talked for hours about this and that. ", 500));

        Assert.Equal("permits", Dispatcher.Dispatch(story + "How do I renew my passport?", "en", null).Botlet);
    }

    private static IEnumerable<ExampleQuestion> Questions(string? botlet, string language, params string[] texts)
        => texts.Select(text => new ExampleQuestion(botlet, language, text));
}
