using GovStack.Conversations.Agencies;
using GovStack.Frontend.Problems;

namespace GovStack.Frontend.Tests.Problems;

public sealed class ProblemCodesTests
{
    public static TheoryData<string> Codes => new(ProblemCodes.All);

    [Theory]
    [MemberData(nameof(Codes))]
    public void All_EveryCode_HasATitleInBothLanguages(string code)
    {
        var agency = TestAgency.Create();

        var english = ProductTexts.Get(agency, $"problem.{code}", "en");
        var spanish = ProductTexts.Get(agency, $"problem.{code}", "es");

        Assert.NotEqual("", english);
        Assert.NotEqual(english, spanish);
    }

    [Theory]
    [InlineData("too-long", 413)]
    [InlineData("empty", 400)]
    [InlineData("message-id-reused", 409)]
    [InlineData("busy", 409)]
    [InlineData("too-many-waiting", 429)]
    [InlineData("checkpoint-not-found", 404)]
    [InlineData("conversation-not-found", 404)]
    [InlineData("unavailable", 503)]
    public void StatusOf_TheConversationsRefusals_AreTheAgreedOnes(string code, int status) => Assert.Equal(status, ProblemCodes.StatusOf(code));

    [Theory]
    [InlineData(400, "bad-request")]
    [InlineData(404, "not-found")]
    [InlineData(405, "method-not-allowed")]
    [InlineData(408, "request-timeout")]
    [InlineData(413, "body-too-large")]
    [InlineData(415, "unsupported-media-type")]
    [InlineData(429, "too-many-requests")]
    [InlineData(500, "internal")]
    public void OfStatus_WhatTheFrameworkRefuses_HasACode(int status, string code) => Assert.Equal(code, ProblemCodes.OfStatus(status));
}
