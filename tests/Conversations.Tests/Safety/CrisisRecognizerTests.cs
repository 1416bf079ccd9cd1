using GovStack.Conversations.Agencies;
using GovStack.Conversations.Safety;
using Xunit;

namespace GovStack.Conversations.Tests.Safety;

public sealed class CrisisRecognizerTests
{
    private static readonly CrisisRecognizer Crises = new(SampleAgencies.Small(emergency: new([new("911", LocalizedText.Same("danger"))],
    [
        Rule("danger",
            en: ["house ... on fire", "can't breathe", "i smell gas", "heart attack", "someone ... gun", "hit by a car", "is trapped"],
            es: ["no puedo respirar", "mi casa se está quemando", "estoy atrapad*"],
            not: ["if i smell gas", "heart attack benefits", "someone ... gun permit"]),
        Rule("suicide", en: ["kill myself", "suicid*", "want to die", "self-harm*"], es: ["quiero morir", "quitarme la vida"], not: ["suicide statistics"]),
    ])));

    [Theory]
    [InlineData("My house is on fire", "danger", "en")]
    [InlineData("my HOUSE ON FIRE!!!", "danger", "en")]
    [InlineData("the house next door is on fire", "danger", "en")]
    [InlineData("I can't breathe", "danger", "en")]
    [InlineData("I can’t breathe", "danger", "en")]
    [InlineData("I cant breathe", "danger", "en")]
    [InlineData("i cant breath", "danger", "en")]
    [InlineData("I CAN'T BREEEEATHE", "danger", "en")]
    [InlineData("icantbreathe help", "danger", "en")]
    [InlineData("helpmyhouseisonfire", null, null)]
    [InlineData("I want to k i l l m y s e l f", "suicide", "en")]
    [InlineData("i wanna killl myselfff", "suicide", "en")]
    [InlineData("i will kill my self", "suicide", "en")]
    [InlineData("killmyself", "suicide", "en")]
    [InlineData("He is suicidal", "suicide", "en")]
    [InlineData("thoughts of self harm", "suicide", "en")]
    [InlineData("self-harming again", "suicide", "en")]
    [InlineData("my father is trpaped", "danger", "en")]
    [InlineData("someone has a gun", "danger", "en")]
    [InlineData("NO PUEDO RESPIRAR", "danger", "es")]
    [InlineData("mi casa se esta quemando", "danger", "es")]
    [InlineData("¡Mi casa se está quemando!", "danger", "es")]
    [InlineData("estoy atrapada en el sótano", "danger", "es")]
    [InlineData("me quiero quitarme la vida", "suicide", "es")]
    [InlineData("I want to die and my house is on fire", "danger", "en")]
    [InlineData("What should I do if I smell gas? Because now my house is on fire", "danger", "en")]
    [InlineData("I lost my job.\n\nI want to die.\n\nWho can help with rent?", "suicide", "en")]
    [InlineData("How do I renew my passport?", null, null)]
    [InlineData("What should I do if I smell gas?", null, null)]
    [InlineData("heart attack benefits", null, null)]
    [InlineData("can someone get a gun permit", null, null)]
    [InlineData("suicide statistics by state", null, null)]
    [InlineData("my greenhouse is on fire insurance", null, null)]
    [InlineData("hit by a carpenter", null, null)]
    [InlineData("house with a nice big warm garage on fire road", null, null)]
    [InlineData("someone is shouting, no gum allowed", null, null)]
    [InlineData("I want to diet", null, null)]
    [InlineData("", null, null)]
    [InlineData("🔥🔥🔥", null, null)]
    public void FindMatch_Text_TellsRuleAndLanguage(string text, string? rule, string? language)
    {
        var match = Crises.FindMatch(text);

        Assert.Equal((rule, language), (match?.Rule.Id, match?.Language));
        Assert.Same(match?.Rule, Crises.Find(text));
    }

    [Fact]
    public void FindMatch_NoRules_FindsNothing()
        => Assert.Null(new CrisisRecognizer(SampleAgencies.Small(emergency: new([], []))).FindMatch("my house is on fire"));

    [Fact]
    public void FindMatch_PhraseOfChinese_IsFoundInsideTheSentence()
    {
        var crises = new CrisisRecognizer(SampleAgencies.Small(emergency: new([], [Rule("danger", en: ["着火了"], es: [], not: [])])));

        Assert.NotNull(crises.FindMatch("我的房子着火了怎么办"));
        Assert.Null(crises.FindMatch("如何更新护照"));
    }

    [Fact]
    public void FindMatch_AtTheEndOfALongText_IsFound()
        => Assert.Equal("suicide", Crises.Find(string.Concat(Enumerable.Repeat("How do I renew my passport? ", 1_100)) + "I want to die")?.Id);

    [Fact]
    public async Task FindMatch_NoPhraseFits_IsSensedFromTheExamples()
    {
        string[] things = ["the curtains", "our porch", "the attic", "his truck", "the old barn", "a tree", "the stove", "my oven", "the couch", "her bed"];
        string[] burning = ["{0} is burning", "flames in {0}", "{0} went up in flames", "help {0} is all lit up by flames", "burning {0} right now"];
        string[] calm = ["permit for {0}", "how do i insure {0}", "tax on {0}", "is {0} deductible", "form for {0}", "where do i register {0}"];
        var crises = new CrisisRecognizer(SampleAgencies.Small(emergency: new([], [Rule("danger", en: ["gas leak"], es: [], not: [])])) with
        {
            CrisisExamples = [.. Examples("danger", burning), .. Examples(null, calm)],
        });

        Assert.Null(crises.FindMatch("flames went up in our kitchen"));
        await crises.LearnAsync();
        Assert.Equal(("danger", "en"), crises.FindMatch("flames went up in our kitchen") is { } match ? (match.Rule.Id, match.Language) : default);
        Assert.Null(crises.FindMatch("how do i insure our kitchen"));

        IEnumerable<CrisisExample> Examples(string? crisis, string[] patterns)
            => patterns.SelectMany(pattern => things.Select(thing => new CrisisExample(crisis, "en", string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, thing))));
    }

    private static CrisisRule Rule(string id, string[] en, string[] es, string[] not) => new(
        id, ["911"], LocalizedText.Same("Call now."), [],
        new Dictionary<string, IReadOnlyList<string>> { ["en"] = en, ["es"] = es },
        new Dictionary<string, IReadOnlyList<string>> { ["en"] = not });
}
