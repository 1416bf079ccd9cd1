using GovStack.Conversations.Dispatch;
using Xunit;

namespace GovStack.Conversations.Tests.Dispatch;

public sealed class IntentClassifierTests
{
    [Fact]
    public void Train_OneLabelOneExample_ClassifiesEverythingAsIt()
    {
        var classifier = IntentClassifier.Train([new LabelledText("renew passport", "permits")], []);

        Assert.Equal("permits", classifier.Classify("anything at all").Best.Label);
    }

    [Fact]
    public void Train_NoExamples_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => IntentClassifier.Train([], []));

    [Fact]
    public void Classify_Confidence_IsBetweenZeroAndOneAndFalls()
    {
        var classifier = IntentClassifier.Train(
            [.. Enumerable.Range(0, 40).Select(i => new LabelledText(i % 2 == 0 ? $"refund number {i}" : $"passport number {i}", i % 2 == 0 ? "tax" : "permits"))],
            ["weather", "pizza", "football"]);

        foreach (var text in new[] { "my refund", "my passport", "weather", "", "qwertz", "refund passport" })
        {
            var prediction = classifier.Classify(text);
            Assert.All(prediction.Ranked, label => Assert.InRange(label.Confidence, 0, 1));
            Assert.True(prediction.Ranked[0].Confidence >= prediction.Ranked[1].Confidence);
            Assert.InRange(prediction.Margin, 0, 1);
        }

        Assert.Equal("tax", classifier.Classify("my refnd").Best.Label);
        Assert.True(classifier.Classify("weather pizza").IsOutOfScope);
    }
}
