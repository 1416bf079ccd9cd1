using GovStack.Conversations.Providers;
using GovStack.TestKit;
using Xunit;

namespace GovStack.Conversations.Tests.Providers;

public sealed class ProviderChainTests : IDisposable
{
    private readonly ChainFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunAsync_WithoutAnyModel_AnswersFromThePages()
    {
        var request = _fixture.Ask("openai", "extractive") with
        {
            Passages = [SampleAgency.Passage("Renew a passport", "How do I renew?", "Fill in Form DS-82 and mail it with your old passport and a photo. The fee is $130. It takes six to eight weeks.")],
        };

        var updates = await _fixture.RunAsync(request);

        var finished = Assert.IsType<ChainFinished>(updates[^1]);
        Assert.True(finished.IsExtractive);
        Assert.Equal(("extractive", null, 2, 0m), (finished.Usage.Provider, finished.Usage.Model, finished.Usage.Tier, finished.Usage.CostUsd));
        Assert.Equal(
            "Fill in Form DS-82 and mail it with your old passport and a photo. The fee is $130. It takes six to eight weeks. [1]\n\nMore: [Renew a passport](https://www.example.gov/renew-a-passport)",
            updates.Text());
    }

    [Fact]
    public async Task RunAsync_ModelAnswers_TellsTextThenUsage()
    {
        _fixture.Add("first", ModelScript.Says("Renew ", "it ", "by mail."));

        var updates = await _fixture.RunAsync(_fixture.Ask("first", "second"));

        Assert.Equal("Renew it by mail.", updates.Text());
        var finished = Assert.IsType<ChainFinished>(updates[^1]);
        Assert.Equal(("first", "first-model", 1, 100, 3, null), (finished.Usage.Provider, finished.Usage.Model, finished.Usage.Tier, finished.Usage.InputTokens, finished.Usage.OutputTokens, finished.Usage.Reason));
        Assert.False(finished.IsTruncated);
    }
}
