using GovStack.Conversations.Agencies;
using GovStack.Conversations.Providers.Extractive;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

public sealed class ExtractiveAnswersTests
{
    private static readonly Agency Agency = SampleAgency.Make();

    [Fact]
    public void Answer_HowMuch_GivesTheAmount()
    {
        var passage = SampleAgency.Passage("Passport fees", "", "Fees depend on the form you use. Most adults apply at a post office. An adult passport book costs $130 to renew. Photos are extra. Checks must name the department. Cash is not taken by mail.");

        var answer = Answer("How much does it cost to renew a passport?", passage);

        Assert.Contains("An adult passport book costs $130 to renew.", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Cash is not taken", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_HowOverNumberedSteps_GivesTheWholeListInOrder()
    {
        var passage = SampleAgency.Passage("Correct a return", "How do I file Form 1040-X?", "1. Gather a copy of the return.\n2. Fill in Form 1040-X.\n3. Attach what changes.\n4. File it electronically.");

        var answer = Answer("How do I file form 1040X?", passage);

        Assert.StartsWith("1. Gather a copy of the return.\n2. Fill in Form 1040-X.\n3. Attach what changes.\n4. File it electronically. [1]\n\nMore: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_ListWithWhatItIsOf_KeepsItTogether()
    {
        var passage = SampleAgency.Passage("Renew a passport", "What do I need?", "You need these documents:\n- your old passport\n- a photo\n- the fee\nMail them together.");

        var answer = Answer("Which documents do I need to renew my passport?", passage);

        Assert.StartsWith("You need these documents:\n\n- your old passport\n- a photo\n- the fee [1]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_SentenceThatPointsBack_ComesWithTheOneBefore()
    {
        var passage = SampleAgency.Passage("Amended returns", "", "Many things can be corrected later. Offices are closed on Sunday. An amended return is processed by hand. It takes 8 to 12 weeks, and some take up to 16 weeks. Interest may be due. Letters come by mail.");

        var answer = Answer("How long does an amended return take?", passage);

        Assert.Contains("An amended return is processed by hand. It takes 8 to 12 weeks, and some take up to 16 weeks.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_TwoPages_GroupsBySourceAndNamesBoth()
    {
        var answer = Answer(
            "How do I replace a lost passport and report it?",
            SampleAgency.Passage("Lost passport", "How do I replace a lost passport?", "Apply in person with Form DS-11 to replace a lost passport."),
            SampleAgency.Passage("Report a lost passport", "How do I report a lost passport?", "Report a lost passport online, by phone or with Form DS-64 so that nobody else can use it."));

        Assert.Equal(
            "Apply in person with Form DS-11 to replace a lost passport. [1]\n\nReport a lost passport online, by phone or with Form DS-64 so that nobody else can use it. [2]\n\n" +
            "More: [Lost passport](https://www.example.gov/lost-passport), [Report a lost passport](https://www.example.gov/report-a-lost-passport)",
            answer);
    }

    [Fact]
    public void Answer_SameSentenceOnTwoPages_IsSaidOnce()
    {
        const string Sentence = "Most refunds are issued in fewer than 21 days after the return was accepted.";

        var answer = Answer("When will I get my refund?", SampleAgency.Passage("Refunds", "When is a refund issued?", Sentence), SampleAgency.Passage("Refund times", "", Sentence));

        Assert.Equal(1, answer.Split(Sentence).Length - 1);
    }

    [Fact]
    public void Answer_InSpanish_UsesTheLanguageAroundTheQuotation()
    {
        var passage = SampleAgency.Passage("Renovar el pasaporte", "¿Cuánto tarda?", "El trámite tarda de seis a ocho semanas. Puede pagar más para que sea más rápido.", language: "es");

        var answer = ExtractiveAnswers.Answer(Agency, "¿Cuánto tarda renovar el pasaporte?", [passage], "es").Text;

        Assert.StartsWith("El trámite tarda de seis a ocho semanas.", answer, StringComparison.Ordinal);
        Assert.Contains("Más información: [Renovar el pasaporte](", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_PagesDoNotHoldIt_SaysSoAndNamesTheContact()
    {
        var answer = ExtractiveAnswers.Answer(Agency, "Who won the match?", [SampleAgency.Passage("Passports", "", "Passports are issued by the state.", coverage: 0.2)], "en");

        Assert.False(answer.IsAnswer);
        Assert.Equal("I could not find the answer to this on our pages.\n\nYou can ask: [Contact Center](https://www.usa.gov/phone), 1-844-872-4681; Monday to Friday.", answer.Text);
    }

    [Fact]
    public void Answer_PageIsNear_NamesIt()
    {
        var answer = ExtractiveAnswers.Answer(Agency, "Passport for a parrot?", [SampleAgency.Passage("Passports", "", "Passports are issued by the state.", coverage: 0.4)], "es");

        Assert.StartsWith("No encontré la respuesta a esta pregunta en nuestras páginas. Esta página es la más cercana: [Passports](https://www.example.gov/passports).", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_BracketsInThePage_CannotLookLikeCitations()
    {
        var answer = Answer("What is the fee for a permit?", SampleAgency.Passage("Permits", "What is the fee?", "The fee for a permit is $20 [9]."));

        Assert.StartsWith("The fee for a permit is $20 (9). [1]", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Call the U.S. Department of State. It is open on weekdays.", 2)]
    [InlineData("Send it by Jan. 31 to the office, e.g. by mail. Keep a copy.", 2)]
    [InlineData("Open 8 a.m. to 8 p.m. on weekdays.", 1)]
    [InlineData("Visit irs.gov/ita for help! Is it free? Yes.", 3)]
    [InlineData("El costo es de $1.500. Vaya a la oficina del Sr. Pérez.", 2)]
    [InlineData("She said \"wait.\" Then it opened.", 2)]
    public void Split_Sentences_AreWhole(string text, int count) => Assert.Equal(count, SentenceSplitter.Split(text).Count);

    private static string Answer(string question, params FoundPassage[] passages) => ExtractiveAnswers.Answer(Agency, question, passages, "en").Text;
}
