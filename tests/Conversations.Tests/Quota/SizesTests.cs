using GovStack.Conversations.Quota;
using Xunit;

namespace GovStack.Conversations.Tests.Quota;

public sealed class SizesTests
{
    private static readonly ChargeRule _promptAndMaximum = new(ProviderProfiles.BuiltIn["generic"]);

    [Fact]
    public void OutputSketch_LongTailedLengths_KnowsQuantilesWithinTenPerCent()
    {
        Seeds.Check(20, random =>
        {
            var sketch = new OutputSketch();
            var all = new List<double>();
            for (var i = 0; i < 500; i++)
            {
                var tokens = Math.Clamp((int)random.LogNormal(300, 0.6), 1, 8_000);
                sketch.Add(tokens);
                all.Add(tokens);
            }

            all.Sort();
            foreach (var share in (double[])[0.5, 0.9, 0.95])
                Assert.InRange(sketch.Quantile(share) / all[(int)(share * 500) - 1], 0.99, 1.12);
        });
    }

    [Fact]
    public void OutputSizes_AnswersCutShort_DoNotShrinkTheMaximumFurther()
    {
        var sizes = new OutputSizes();
        for (var i = 0; i < 200; i++)
            sizes.Learn("tax", 200, 1_000, 1_000);
        var first = sizes.RightSized("tax", _promptAndMaximum, 500, 1_000);
        for (var i = 0; i < 100; i++)
            sizes.Learn("tax", first, first, 1_000);

        Assert.InRange(first, 200, 220);
        Assert.True(sizes.RightSized("tax", _promptAndMaximum, 500, 1_000) >= 2 * first);
    }

    [Fact]
    public void OutputSizes_TooFewSeen_LeavesTheMaximum() => Assert.Equal(900, new OutputSizes().RightSized("tax", _promptAndMaximum, 500, 900));

    [Fact]
    public void RightSized_LongTailedAnswers_CutsOneInTwoHundredAtMost()
    {
        Seeds.Check(10, random =>
        {
            var sizes = new OutputSizes();
            for (var i = 0; i < 500; i++)
                sizes.Learn("tax", (int)random.LogNormal(250, 0.25), 1_000, 1_000);
            var sent = sizes.RightSized("tax", _promptAndMaximum, 900, 1_000);

            Assert.InRange(sent, 420, 700);   // 99.5 in 100 stay under 461.
        });
    }

    [Fact]
    public void RightSized_LargerOfPromptAndMaximumIsCharged_LeavesTheMaximumThatCostsNothing()
    {
        var sizes = new OutputSizes();
        for (var i = 0; i < 300; i++)
            sizes.Learn("tax", 200, 600, 600);

        Assert.Equal(600, sizes.RightSized("tax", new ChargeRule(ProviderProfiles.BuiltIn["openai"]), 900, 600));
    }

    [Fact]
    public void PromptTokens_AfterAFewCounts_IsWithinFivePerCent()
    {
        var prompts = new PromptTokens();
        var english = string.Concat(Enumerable.Repeat("How do I renew my passport? ", 40));
        for (var i = 0; i < 20; i++)
        {
            var size = prompts.Estimate("town", english);
            prompts.Learn("town", size.Script, size.Bytes, 290);
        }

        Assert.InRange(prompts.Estimate("town", english).Tokens, 276, 305);
        Assert.Equal(prompts.Estimate("elsewhere", english).Tokens, new PromptTokens().Estimate("x", english).Tokens);
    }

    [Theory]
    [InlineData("Where is my refund?", PromptScript.Latin)]
    [InlineData("¿Dónde está mi reembolso?", PromptScript.Latin)]
    [InlineData("Где мой возврат?", PromptScript.Cyrillic)]
    [InlineData("أين استرداد أموالي؟", PromptScript.Arabic)]
    [InlineData("मेरा रिफंड कहाँ है?", PromptScript.Indic)]
    [InlineData("我的退款在哪里?", PromptScript.Han)]
    [InlineData("内の払い戻しはどこですか", PromptScript.Han)]
    [InlineData("환급금은 어디에 있나요", PromptScript.Han)]
    [InlineData("", PromptScript.Latin)]
    public void ScriptOf_Text_IsTheScriptOfMostLetters(string text, PromptScript script) => Assert.Equal(script, PromptTokens.ScriptOf(text));

    [Fact]
    public void Learn_CountThatCannotBe_IsIgnored()
    {
        var prompts = new PromptTokens();
        var before = prompts.BytesPerToken("town", PromptScript.Latin);

        prompts.Learn("town", PromptScript.Latin, 1_000, 1_000_000);
        prompts.Learn("town", PromptScript.Latin, 1_000, 0);
        prompts.Learn("town", PromptScript.Latin, 1_000, -5);

        Assert.Equal(before, prompts.BytesPerToken("town", PromptScript.Latin));
    }

    [Fact]
    public void RatioRecord_MoreThanItHolds_ForgetsTheOldest()
    {
        var record = new RatioRecord();
        for (var i = 0; i < 500; i++)
            record.Add(9);
        for (var i = 0; i < 500; i++)
            record.Add(2);

        Assert.Equal(500, record.Count);
        Assert.Equal(2, record.Quantile(0.999), 3);
    }

    [Theory]
    [InlineData("openai", QuotaAxis.Tokens, 2_000, 2_000)]          // The larger of the two, and nothing back.
    [InlineData("azure", QuotaAxis.Tokens, 2_600, 2_600)]
    [InlineData("azure-provisioned", QuotaAxis.Tokens, 2_100, 1_700)]
    [InlineData("bedrock", QuotaAxis.Tokens, 2_600, 2_200)]
    [InlineData("bedrock-claude", QuotaAxis.Tokens, 3_500, 3_000)]
    [InlineData("anthropic", QuotaAxis.InputTokens, 1_500, 1_500)]
    [InlineData("anthropic", QuotaAxis.OutputTokens, 300, 200)]
    [InlineData("gemini", QuotaAxis.InputTokens, 2_000, 2_000)]
    public void ChargeRule_OfEachProvider_ChargesAsDocumented(string profile, QuotaAxis axis, double start, double end)
    {
        var rule = new ChargeRule(ProviderProfiles.BuiltIn[profile]);

        Assert.Equal(start, rule.AtStart(axis, input: 2_000, cached: 500, maximum: 600, likelyOutput: 300));
        Assert.Equal(end, rule.AtEnd(axis, input: 2_000, cached: 500, maximum: 600, output: 200));
    }
}
