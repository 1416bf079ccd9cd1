using GovStack.Conversations.Agencies;
using GovStack.Conversations.Safety;
using Xunit;

namespace GovStack.Conversations.Tests.Safety;

/// <summary>What is said where a question cannot be taken: the store is away, or the server is going.</summary>
public sealed class UnavailableTests
{
    private static readonly Agency Town = SampleAgencies.Small(emergency: new([], [new(
        "fire", ["911"], LocalizedText.Same("Call 911."), [], new Dictionary<string, IReadOnlyList<string>> { ["en"] = ["on fire"] }, new Dictionary<string, IReadOnlyList<string>>())]));

    [Theory]
    [InlineData("My house is on fire", "Call 911.\n\n")]
    [InlineData("How do I renew my passport?", "")]
    public void RefuseUnavailable_Question_TellsWhomToCallInDanger(string text, string told)
    {
        var refused = ConversationServices.RefuseUnavailable(new OneAgency(new(Town, null!, null!, new CrisisRecognizer(Town))), new(text) { Caller = new(Town.Id, "person", "web"), Language = "en" }).Refusal!;

        Assert.Equal("unavailable", refused.Code);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(told + ProductTexts.Get(Town, "refusal.unavailable", "en"), refused.Message);
    }
}
